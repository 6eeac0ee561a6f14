import { describe, expect, it } from '@jest/globals';
import { placeOf } from './cgroup-mounts.js';

const V1 = [
  '30 24 0:26 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory',
  '31 24 0:27 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids',
  '32 24 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
].join('\n');
const V2 = '29 23 0:25 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate';

describe('placeOf', () => {
  it('prefers version 1 where the controller is mounted so', () => {
    expect(placeOf('memory', V1, '4:memory:/app/x\n8:pids:/\n0::/')).toEqual({
      version: 1,
      controller: 'memory',
      folders: ['/sys/fs/cgroup/memory/app/x', '/sys/fs/cgroup/memory'],
    });
    expect(placeOf('pids', V1, '4:memory:/app/x\n8:pids:/\n0::/')?.folders).toEqual([
      '/sys/fs/cgroup/pids/',
      '/sys/fs/cgroup/pids',
    ]);
  });

  it('takes version 2 else: own cgroup, its parent, the top', () => {
    expect(placeOf('pids', V2, '0::/system.slice/throughline.service')).toEqual({
      version: 2,
      controller: 'pids',
      folders: [
        '/sys/fs/cgroup/system.slice/throughline.service',
        '/sys/fs/cgroup/system.slice',
        '/sys/fs/cgroup',
      ],
    });
  });

  it('finds nothing where nothing is mounted', () => {
    expect(placeOf('memory', '', '')).toBeUndefined();
  });
});
