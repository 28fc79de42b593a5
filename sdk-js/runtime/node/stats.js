// What `node:fs` tells of a file, and of an entry of a folder.
const KINDS = {
  isBlockDevice: "block-device",
  isCharacterDevice: "character-device",
  isDirectory: "directory",
  isFIFO: "fifo",
  isFile: "regular-file",
  isSocket: "socket",
  isSymbolicLink: "symbolic-link",
};
const MODES = {
  directory: 0o040777,
  "regular-file": 0o100666,
  "symbolic-link": 0o120777,
};

class Kind {
  #kind;

  constructor(kind) {
    this.#kind = kind;
  }

  static {
    for (const [name, kind] of Object.entries(KINDS)) {
      this.prototype[name] = function () {
        return this.#kind === kind;
      };
    }
  }
}

const NEVER = { seconds: 0n, nanoseconds: 0 };

export class Stats extends Kind {
  constructor(found) {
    super(found.type);
    const {
      linkCount,
      size,
      dataAccessTimestamp,
      dataModificationTimestamp,
      statusChangeTimestamp,
    } = found;
    const times = [
      dataAccessTimestamp,
      dataModificationTimestamp,
      statusChangeTimestamp,
    ];
    Object.assign(this, {
      dev: 0,
      ino: 0,
      uid: 0,
      gid: 0,
      mode: MODES[found.type] ?? 0o666,
    });
    Object.assign(this, {
      nlink: Number(linkCount),
      size: Number(size),
      blksize: 4096,
    });
    this.blocks = Math.ceil(this.size / 512);
    [...times, statusChangeTimestamp].forEach((time, i) => {
      const { seconds, nanoseconds } = time ?? NEVER;
      const name = ["atime", "mtime", "ctime", "birthtime"][i];
      this[`${name}Ms`] = Number(seconds) * 1000 + nanoseconds / 1e6;
      this[name] = new Date(this[`${name}Ms`]);
    });
  }
}

export class Dirent extends Kind {
  constructor(kind, name, parentPath) {
    super(kind);
    Object.assign(this, { name, parentPath, path: parentPath });
  }
}
