export { refusal } from 'countersign'
