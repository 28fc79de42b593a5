// Forms as `multipart/form-data` (RFC 7578).

const utf8 = new TextDecoder();
const encoder = new TextEncoder();

/** The chunks of a form. */
export async function* encoded(form, boundary) {
  for (const [name, value] of form) {
    const isFile = value instanceof Blob;
    const file = isFile ? `; filename="${escaped(value.name ?? "blob")}"` : "";
    const type = value.type || "application/octet-stream";
    yield encoder.encode(
      `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"${file}\r\n` +
        `${isFile ? `Content-Type: ${type}\r\n` : ""}\r\n`,
    );
    yield isFile
      ? new Uint8Array(await value.arrayBuffer())
      : encoder.encode(String(value).replace(/\r\n?|\n/g, "\r\n"));
    yield encoder.encode("\r\n");
  }
  yield encoder.encode(`--${boundary}--\r\n`);
}

const escaped = (name) =>
  name.replace(/"/g, "%22").replace(/\r\n?|\n/g, "%0D%0A");

/** The form in the bytes of a body. */
export function parsed(bytes, boundary) {
  const form = new FormData();
  const line = encoder.encode(`\r\n--${boundary}`);
  // The first boundary has no line before it.
  let at = line.length - 2;
  if (find(bytes, line.subarray(2), 0) !== 0) {
    const first = find(bytes, line, 0);
    if (first < 0) throw new TypeError("the form's boundary is nowhere in it");
    at = first + line.length;
  }
  for (;;) {
    if (bytes[at] === 0x2d && bytes[at + 1] === 0x2d) return form;
    const head = find(bytes, CRLF, at);
    const start = head < 0 ? -1 : find(bytes, BLANK, head);
    const end = start < 0 ? -1 : find(bytes, line, start + 2);
    if (end < 0) throw new TypeError("the form has no end");
    add(
      form,
      utf8.decode(bytes.subarray(head + 2, start)),
      bytes.subarray(start + 4, Math.max(start + 4, end)),
    );
    at = end + line.length;
  }
}

const CRLF = encoder.encode("\r\n");
const BLANK = encoder.encode("\r\n\r\n");

function add(form, head, data) {
  const field = (name) =>
    new RegExp(`^${name}:[ \\t]*(.*)$`, "im").exec(head)?.[1].trim();
  const disposition = field("content-disposition") ?? "";
  const part = (key) =>
    new RegExp(`;\\s*${key}="([^"]*)"`, "i")
      .exec(disposition)?.[1]
      .replace(/%22/g, '"')
      .replace(/%0D%0A/gi, "\r\n");
  const [name, file] = [part("name"), part("filename")];
  if (name === undefined) throw new TypeError("a part of the form has no name");
  if (file === undefined) return form.append(name, utf8.decode(data));
  const type = field("content-type") ?? "text/plain";
  form.append(name, new File([data.slice()], file, { type }));
}

/** Where bytes begin among others; -1 when nowhere. */
function find(bytes, wanted, from) {
  const last = bytes.length - wanted.length;
  for (let at = bytes.indexOf(wanted[0], from); at >= 0 && at <= last; ) {
    let same = 1;
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++;
    if (same === wanted.length) return at;
    at = bytes.indexOf(wanted[0], at + 1);
  }
  return -1;
}
