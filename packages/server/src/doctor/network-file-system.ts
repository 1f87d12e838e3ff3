/** Numbers of file systems, from `statfs(2)`, whose files are on another machine. */
const names: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4283649346: 'CIFS',
  4266872130: 'SMB2',
  16914839: '9P',
  12805120: 'Ceph',
  1397113167: 'AFS',
  198183888: 'Lustre',
  18225520: 'GFS2',
  1952539503: 'OCFS2',
}

/** What a network file system is called, by the number that `statfs` tells, or nothing for a local one. */
export const networkFileSystem = (type: number): string | undefined => names[type >>> 0]
