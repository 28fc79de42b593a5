"""What of Python's standard library works: one use of each module that has a result to compare.

`tell` gives the version, and a line per module: `name = what came`, `name ! the exception` or `name`, where it was only imported.
"""

import contextlib
import importlib
import io
import sys
from collections.abc import Callable
from typing import Any


def tell() -> list[str]:
    names = sorted(name for name in sys.stdlib_module_names if not name.startswith("_"))
    names = [name for name in names if name not in ALOUD]
    names += [name for name in USES if "." in name or ":" in name]
    version = f"Python {sys.version.split()[0]}"
    return [version, *map(line, names)]


# Importing these opens a browser or prints.
ALOUD = {"antigravity", "this"}


def line(name: str) -> str:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            module = importlib.import_module(name.partition(":")[0])
        use = USES.get(name)
        return f"{name} = {use(module)}".replace("\n", "|") if use else name
    except (Exception, SystemExit) as error:
        return f"{name} ! {type(error).__name__}: {error}".replace("\n", "|")


def parsed(argparse: Any) -> str:
    parser = argparse.ArgumentParser(prog="x", description="Does it.")
    parser.add_argument("--size", type=int, default=3, help="how many")
    parser.add_argument("names", nargs="+")
    return f"{parser.parse_args(['--size', '7', 'a', 'b'])} {parser.format_usage()}"


def gathered(asyncio: Any) -> str:
    async def later(value: int) -> int:
        await asyncio.sleep(0)
        return value

    async def both() -> list[int]:
        return await asyncio.gather(later(1), later(2))

    return str(asyncio.run(both()))


def inner(name: str) -> Callable[[Any], str]:
    def use(module: Any) -> str:
        with module.ThreadPoolExecutor(1) as pool:
            return str(pool.submit(len, name).result())

    return use


def configured(configparser: Any) -> str:
    config = configparser.ConfigParser()
    config.read_string("[a]\nx = 1\ny = %(x)s2\n")
    out = io.StringIO()
    config.write(out)
    return f"{config['a']['y']} {out.getvalue()}"


def managed(contextlib: Any) -> str:
    said = []
    with contextlib.ExitStack() as stack:
        stack.callback(said.append, "last")
        with contextlib.suppress(KeyError):
            {}["x"]
        said.append("first")
    return str(said)


def written(csv: Any) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([["a", 'b"c'], [1.5, None, "d,e"]])
    rows = list(csv.DictReader(["x,y", '1,"2,3"']))
    return f"{out.getvalue()!r} {rows}"


def message(email: Any) -> str:
    made = importlib.import_module("email.message").EmailMessage()
    made["Subject"] = "Grüße"
    made.set_content("Zeile é\n")
    made.add_attachment(b"\x00\xff", maintype="application", subtype="x", filename="a.bin")
    parts = [part.get_content_type() for part in made.walk()]
    return f"{made['Subject']} {parts} {email.message_from_bytes(made.as_bytes())['Subject']}"


def numbered(enum: Any) -> str:
    colour = enum.Enum("Colour", ["RED", "BLUE"])
    kind = enum.Flag("Kind", ["A", "B"])
    return f"{list(colour)} {kind.A | kind.B}"


def signature(inspect: Any) -> str:
    def f(a: int, /, b: str = "x", *, c: float) -> None:
        """Says nothing."""

    return f"{inspect.signature(f)} {inspect.getdoc(f)} {inspect.iscoroutinefunction(f)}"


def logged(logging: Any) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("library.x")
    logger.addHandler(handler)
    logger.propagate = False
    logger.warning("%d of %s", 3, "é")
    logger.debug("never")
    return out.getvalue()


def frames(traceback: Any) -> str:
    try:
        {}["gone"]
    except KeyError as error:
        text = traceback.format_exception(error)
        return f"{text[0]}{text[-1]}"
    return ""


def tested(unittest: Any) -> str:
    class Case(unittest.TestCase):
        def test_right(self) -> None:
            self.assertEqual(1 + 1, 2)

        def test_wrong(self) -> None:
            self.assertIn(3, [1, 2])

    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(Case).run(result)
    return f"{result.testsRun} {len(result.failures)} {result.failures[0][1].splitlines()[-1]}"


def tables(sqlite3: Any) -> str:
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute("create table t (a, b)")
        database.executemany("insert into t values (?, ?)", [(1, "x"), (2, "é")])
        return str(database.execute("select sum(a), group_concat(b) from t").fetchall())


def packed(name: str) -> Callable[[Any], str]:
    def use(module: Any) -> str:
        out = io.BytesIO()
        if name == "zip":
            with module.ZipFile(out, "w", module.ZIP_DEFLATED) as file:
                file.writestr("a/é.txt", "x" * 1000)
            with module.ZipFile(io.BytesIO(out.getvalue())) as file:
                return f"{file.namelist()} {len(file.read('a/é.txt'))}"
        with module.open(fileobj=out, mode="w:gz") as file:
            member = module.TarInfo("a.txt")
            member.size = 3
            file.addfile(member, io.BytesIO(b"abc"))
        with module.open(fileobj=io.BytesIO(out.getvalue())) as file:
            found = file.extractfile("a.txt")
            return f"{file.getnames()} {found.read() if found else None}"

    return use


def sounded(wave: Any) -> str:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x01\x02" * 4)
    return str(wave.open(io.BytesIO(out.getvalue())).getparams()[:4])


def handled(xml: Any) -> str:
    seen = []

    class Handler(xml.ContentHandler):
        def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
            seen.append((name, dict(attrs)))

    xml.parseString(b"<a x='1'><b/></a>", Handler())
    return str(seen)


def queued(queue: Any) -> str:
    waiting: Any = queue.PriorityQueue()
    for item in (3, 1, 2):
        waiting.put(item)
    return str([waiting.get() for _ in range(3)])


def threads(threading: Any) -> str:
    done = []
    thread = threading.Thread(target=lambda: done.append(1))
    thread.start()
    thread.join()
    return str(done)


def rolled(random: Any) -> str:
    seeded = random.Random(42)
    return f"{seeded.random()} {seeded.randint(1, 100)} {seeded.sample(range(50), 4)} {seeded.gauss(0, 1)}"


def loaded(pickle: Any) -> str:
    value = {"a": [1, 2.5, None], "b": {3, 4}, "c": b"\x00"}
    return str(pickle.loads(pickle.dumps(value)) == value)


def started(subprocess: Any) -> str:
    return str(subprocess.run(["true"], check=True).returncode)


def typed(dataclasses: Any) -> str:
    made = dataclasses.make_dataclass("P", [("x", int), ("y", int, 3)], order=True, frozen=True)
    return f"{made(1)} {dataclasses.replace(made(1), y=4)} {made(1) < made(2)} {dataclasses.asdict(made(5))}"


USES: dict[str, Callable[[Any], object]] = {
    "abc": lambda m: type("A", (m.ABC,), {"f": m.abstractmethod(lambda _: 1)}).__abstractmethods__,
    "argparse": parsed,
    "array": lambda m: (m.array("I", [1, 2**32 - 1]).tobytes(), m.array("d", [0.5]).itemsize),
    "ast": lambda m: (m.literal_eval("{'a': [1, (2,)]}"), m.unparse(m.parse("x=1+ 2"))),
    "asyncio": gathered,
    "base64": lambda m: (m.b64encode(b"\xff\x00z"), m.b32encode(b"ab"), m.b85decode("VPaz")),
    "bdb": lambda m: m.Breakpoint.next,
    "binascii": lambda m: (m.hexlify(b"\x00\xff"), m.crc32(b"abc")),
    "bisect": lambda m: (m.bisect([1, 3, 5], 3), m.bisect_left([1, 3, 5], 3)),
    "builtins": lambda m: (m.round(2.675, 2), m.pow(3, -1, 7), m.sorted({"b", "a"}), m.divmod(-7, 2)),
    "bz2": lambda m: m.decompress(m.compress(b"abc" * 50))[:6],
    "calendar": lambda m: m.month(2024, 2),
    "cmath": lambda m: (m.sqrt(-4), m.phase(-1)),
    "codecs": lambda m: ("é€".encode("cp1252"), m.decode(b"xn--mnchen-3ya", "idna"), m.encode("abc", "rot13")),
    "collections": lambda m: (m.Counter("abca").most_common(1), m.deque([1, 2, 3], 2), list(m.OrderedDict(a=1))),
    "collections.abc": lambda m: (issubclass(dict, m.Mapping), isinstance(range(3), m.Sequence)),
    "colorsys": lambda m: m.rgb_to_hsv(0.5, 0.25, 0.0),
    "compileall": lambda m: m.compile_file.__name__,
    "concurrent.futures": lambda m: m.Future().done(),
    "concurrent.futures:ThreadPoolExecutor": inner("abc"),
    "configparser": configured,
    "contextlib": managed,
    "contextvars": lambda m: m.copy_context().run(lambda: m.ContextVar("x", default=3).get()),
    "copy": lambda m: m.deepcopy({"a": [1, {2}]}),
    "csv": written,
    "ctypes": lambda m: m.sizeof(m.c_int64),
    "dataclasses": typed,
    "datetime": lambda m: (
        m.datetime(2024, 2, 29, 12, tzinfo=m.timezone.utc).isoformat(),
        m.datetime.strptime("3 Feb 2001 04:05", "%d %b %Y %H:%M") + m.timedelta(days=27),
        m.date.fromisoformat("2024-W09-4").strftime("%A %j"),
    ),
    "dbm": lambda m: m.whichdb("/nowhere"),
    "decimal": lambda m: (m.Decimal("1.10") / 3, m.Decimal(2).sqrt(), round(m.Decimal("2.675"), 2)),
    "difflib": lambda m: (
        list(m.unified_diff(["a", "b"], ["a", "c"], lineterm="")),
        m.get_close_matches("appel", ["ape", "apple"]),
    ),
    "dis": lambda m: m.stack_effect(m.opmap["POP_TOP"]),
    "doctest": lambda m: len(m.DocTestParser().get_examples(">>> 1 + 1\n2\n")),
    "email": message,
    "encodings": lambda m: m.search_function("utf-8").name,
    "enum": numbered,
    "errno": lambda m: (m.ENOENT != m.EACCES, m.errorcode[m.ENOENT]),
    "filecmp": lambda m: m.DEFAULT_IGNORES[:2],
    "fnmatch": lambda m: m.filter(["a.py", "b.txt"], "*.py"),
    "fractions": lambda m: (m.Fraction("0.75") + m.Fraction(1, 3), m.Fraction(0.1).limit_denominator(100)),
    "functools": lambda m: (m.reduce(lambda a, b: a * b, [2, 3, 4]), m.partial(int, base=2)("101"), m.cache(len)("ab")),
    "gc": lambda m: m.isenabled(),
    "getopt": lambda m: m.getopt(["-a", "--long=3", "x"], "a", ["long="]),
    "getpass": lambda m: m.GetPassWarning.__name__,
    "gettext": lambda m: m.ngettext("one", "many", 2),
    "glob": lambda m: m.escape("a[1]*"),
    "graphlib": lambda m: list(m.TopologicalSorter({"c": {"b"}, "b": {"a"}}).static_order()),
    "gzip": lambda m: m.decompress(m.compress(b"abc" * 9, mtime=0)),
    "hashlib": lambda m: (
        m.sha256(b"abc").hexdigest(),
        m.blake2b(b"abc", digest_size=8).hexdigest(),
        m.md5(b"").hexdigest(),
        m.sha3_256(b"").hexdigest()[:8],
    ),
    "hashlib:pbkdf2_hmac": lambda m: m.pbkdf2_hmac("sha256", b"p", b"s", 2).hex()[:16],
    "hashlib:scrypt": lambda m: m.scrypt(b"p", salt=b"s", n=4, r=1, p=1, dklen=4).hex(),
    "heapq": lambda m: (m.nsmallest(2, [5, 1, 4]), list(m.merge([1, 4], [2, 3]))),
    "hmac": lambda m: m.new(b"key", b"abc", "sha256").hexdigest(),
    "html": lambda m: (m.escape("<a&\"'>"), m.unescape("&eacute;&#x20ac;")),
    "html.parser": lambda m: m.HTMLParser().CDATA_CONTENT_ELEMENTS[:1],
    "http": lambda m: (m.HTTPStatus.NOT_FOUND.phrase, m.HTTPMethod.PUT),
    "http.client": lambda m: m.responses[418],
    "http.cookies": lambda m: m.SimpleCookie('a=1; b="x y"').output(),
    "importlib": lambda m: m.import_module("json.decoder").JSONDecodeError.__name__,
    "inspect": signature,
    "io": lambda m: (m.TextIOWrapper(m.BytesIO("a\r\né".encode()), "utf-8").readlines(), m.StringIO("x\ny").readline()),
    "ipaddress": lambda m: (
        list(m.ip_network("10.0.0.0/30").hosts()),
        m.ip_address("::ffff:1.2.3.4").ipv4_mapped,
    ),
    "itertools": lambda m: (
        list(m.combinations("abc", 2)),
        list(m.pairwise([1, 2, 3])),
        [(k, len(list(g))) for k, g in m.groupby("aab")],
    ),
    "json": lambda m: (
        m.dumps({"é": [1.5, None, True], "b": 1e22}, ensure_ascii=False, indent=1),
        m.loads('{"a": [1, "\\u00e9"]}'),
    ),
    "keyword": lambda m: m.iskeyword("async"),
    "linecache": lambda m: m.getline("/nowhere", 1),
    "locale": lambda m: m.format_string("%d", 1234567, grouping=True),
    "logging": logged,
    "logging.handlers": lambda m: m.MemoryHandler(3).capacity,
    "lzma": lambda m: m.decompress(m.compress(b"abc" * 9)),
    "mailbox": lambda m: m.Message.__name__,
    "marshal": lambda m: m.loads(m.dumps([1, "a"])),
    "math": lambda m: (m.fsum([0.1] * 10), m.comb(50, 25), m.gamma(5.5), m.nextafter(1, 2), m.isqrt(10**30)),
    "mimetypes": lambda m: m.guess_type("a.svg"),
    "modulefinder": lambda m: m.ModuleFinder.__name__,
    "multiprocessing": lambda m: m.Queue().empty(),
    "netrc": lambda m: m.NetrcParseError.__name__,
    "numbers": lambda m: isinstance(1.5, m.Real),
    "opcode": lambda m: "POP_TOP" in m.opmap,
    "operator": lambda m: (m.itemgetter(1)("abc"), m.attrgetter("real")(3), m.methodcaller("upper")("a")),
    "optparse": lambda m: m.OptionParser(prog="x").parse_args(["a"])[1],
    "os": lambda m: (m.sep, m.fspath("a"), m.path.join("a", "b")),
    "os.path": lambda m: (m.normpath("a/../b//c"), m.splitext("x.tar.gz"), m.commonpath(["/a/b", "/a/c"])),
    "pathlib": lambda m: (m.PurePath("a/b.tar.gz").suffixes, m.PurePath("/a") / "b", m.PurePath("a/b").match("*/b")),
    "pickle": loaded,
    "pickletools": lambda m: len(m.opcodes) > 50,
    "pkgutil": lambda m: [found.name for found in m.iter_modules(importlib.import_module("xml.etree").__path__)],
    "pkgutil:get_data": lambda m: len(m.get_data("json", "__init__.py") or b"") > 100,
    "platform": lambda m: m.python_implementation(),
    "plistlib": lambda m: m.loads(m.dumps({"a": [1, True, b"x"]})),
    "posixpath": lambda m: m.relpath("/a/b", "/a/c"),
    "pprint": lambda m: m.pformat({"b": list(range(30)), "a": "x" * 50}),
    "queue": queued,
    "quopri": lambda m: m.encodestring("é=".encode()),
    "random": rolled,
    "re": lambda m: (
        m.sub(r"(?P<a>\w)(\d)", r"\2\g<a>", "a1 é2"),
        m.findall(r"(?i)\bß\w*", "ßx SS"),
        m.split(r"[,;]\s*", "a, b;c"),
        m.fullmatch(r"(?:a++|b)*c", "aabc") is not None,
    ),
    "reprlib": lambda m: m.repr(list(range(100))),
    "sched": lambda m: m.scheduler(lambda: 0, lambda _: None).empty(),
    "secrets": lambda m: (len(m.token_bytes(5)), m.compare_digest("a", "a")),
    "select": lambda m: m.select([], [], [], 0),
    "selectors": lambda m: m.EVENT_READ,
    "shelve": lambda m: m.Shelf({}).writeback,
    "shlex": lambda m: (m.split('a \'b c\' "d\\"e"'), m.quote("it's")),
    "shutil": lambda m: m.get_terminal_size((80, 24)).columns > 0,
    "signal": lambda m: m.Signals.SIGINT.name,
    "socket": lambda m: m.socket().close(),
    "sqlite3": tables,
    "ssl": lambda m: m.create_default_context().check_hostname,
    "stat": lambda m: m.filemode(0o100644),
    "statistics": lambda m: (m.stdev([1, 2, 4]), m.quantiles(range(10), n=4), m.linear_regression([1, 2], [2, 4])),
    "string": lambda m: (
        m.Template("$a ${b}").substitute(a=1, b=2),
        m.Formatter().format("{:>5}", "é"),
        m.capwords("ab c"),
    ),
    "stringprep": lambda m: m.map_table_b3("ß"),
    "struct": lambda m: (m.pack("<hIdq?", -2, 3, 0.5, -1, True), m.unpack(">H2s", b"\x01\x02ab")),
    "subprocess": started,
    "symtable": lambda m: m.symtable("x = 1", "a", "exec").get_symbols()[0].get_name(),
    "sys": lambda m: (m.byteorder, m.getrecursionlimit() >= 500, m.float_info.dig, m.maxsize >= 2**31 - 1),
    "sysconfig": lambda m: m.get_path_names()[0],
    "tarfile": packed("tar"),
    "tempfile": lambda m: m.SpooledTemporaryFile(100).tell(),
    "textwrap": lambda m: (m.fill("the quick brown fox", 10), m.dedent("  a\n   b"), m.shorten("hello world", 8)),
    "threading": lambda m: (m.Lock().acquire(), m.current_thread().name, m.Event().is_set()),
    "threading:Thread": threads,
    "time": lambda m: (m.strftime("%Y-%m-%d", m.gmtime(86400)), m.strptime("2024-02-29", "%Y-%m-%d").tm_yday),
    "timeit": lambda m: m.timeit("1", number=3) >= 0,
    "token": lambda m: m.tok_name[m.NAME],
    "tokenize": lambda m: [t.string for t in m.generate_tokens(io.StringIO("a += 1").readline)][:3],
    "tomllib": lambda m: m.loads("a = 1979-05-27\n[b]\nc = [1, 2.5]"),
    "trace": lambda m: m.Trace.__name__,
    "traceback": frames,
    "tracemalloc": lambda m: m.is_tracing(),
    "types": lambda m: (m.SimpleNamespace(a=1), m.MappingProxyType({"a": 1})["a"]),
    "typing": lambda m: (m.get_type_hints(signature), m.get_args(m.Optional[int]), m.NamedTuple("N", [("a", int)])(1)),
    "unicodedata": lambda m: (m.name("é"), m.normalize("NFD", "é").encode(), m.category("€"), m.east_asian_width("中")),
    "unittest": tested,
    "unittest.mock": lambda m: m.Mock(return_value=3)(1),
    "urllib": lambda m: m.__name__,
    "urllib.parse": lambda m: (
        m.urlsplit("http://a.b:80/c?d=e#f"),
        m.quote("é /"),
        m.urlencode({"a": ["x", "y"]}, True),
    ),
    "urllib.request": lambda m: m.Request("http://a.b/c", headers={"X-A": "1"}).header_items(),
    "uuid": lambda m: (m.uuid5(m.NAMESPACE_DNS, "a.b"), m.uuid4().version, m.UUID(int=5).hex),
    "warnings": lambda m: m.catch_warnings(record=True).__enter__(),
    "wave": sounded,
    "weakref": lambda m: m.WeakValueDictionary(a=signature)["a"].__name__,
    "xml.dom.minidom": lambda m: m.parseString("<a b='1'><c>é</c></a>").documentElement.toxml(),
    "xml.etree.ElementTree": lambda m: m.tostring(m.fromstring("<a><b x='1'>t</b></a>").find("b")),
    "xml.sax": handled,
    "zipfile": packed("zip"),
    "zipimport": lambda m: m.ZipImportError.__name__,
    "zlib": lambda m: (m.adler32(b"abc"), m.decompress(m.compress(b"a" * 99, 9))[:3]),
    "zoneinfo": lambda m: m.TZPATH is not None,
    "zoneinfo:ZoneInfo without tzdata": lambda m: m.ZoneInfo("UTC").key,
}
