# frozen_string_literal: true

# What of Ruby's standard library works: one use of each feature that has a result to compare.
#
# `tell` gives the version, and a line per feature: `name = what came`, `name ! the exception` or `name`, where it was only required.
module Library
  # What the documentation of Ruby lists, without what was a gem of its own for years.
  ONLY = %w[
    bundler coverage digest/bubblebabble drb expect fiddle io/console io/console/size io/nonblock io/wait monitor
    net/ftp net/imap net/pop net/smtp nkf objspace open-uri openssl pty readline reline resolv rinda/rinda rubygems
    socket syslog un win32ole
  ].freeze

  module_function

  def tell
    ["Ruby #{RUBY_VERSION}"] + (USES.keys + ONLY).sort.map { |name| line(name) }
  end

  def line(name)
    require name unless name.start_with?("::")
    use = USES[name]
    use ? "#{name} = #{use.call.inspect}" : name
  rescue Exception => e # rubocop:disable Lint/RescueException
    "#{name} ! #{e.class}: #{e.message.lines.first}".chomp
  end

  def packed
    out = StringIO.new(+"", "wb")
    writer = Zlib::GzipWriter.new(out)
    writer.write("abc" * 50)
    writer.close
    Zlib::GzipReader.new(StringIO.new(out.string)).read.size
  end

  def logged
    out = StringIO.new
    logger = Logger.new(out, formatter: ->(level, _, _, text) { "#{level} #{text}\n" })
    logger.warn("é")
    logger.debug { "late" }
    out.string
  end

  def parsed
    given = {}
    parser = OptionParser.new { |o| o.on("-n", "--number N", Integer) { |n| given[:n] = n } }
    [parser.parse(%w[-n 7 rest]), given[:n], parser.help.lines.size]
  end

  def forwarding
    Class.new do
      extend Forwardable
      def_delegators :@items, :size, :<<
      def initialize = @items = [1]
    end
  end

  USES = {
    "::Array" => -> { [[3, 1].sort, [1, [2]].flatten, [1, 2, 3].each_slice(2).to_a, %w[a b].cycle.first(3), [1, 2].sum(0.5), [4, 5].pack("nC")] },
    "::Comparable" => -> { [3.clamp(1, 2), 3.between?(1, 5)] },
    "::Complex" => -> { [Complex(1, 2) * Complex(0, 1), Complex("1+2i").abs2] },
    "::Data" => -> { Data.define(:x, :y).new(x: 1, y: 2).with(y: 3).inspect },
    "::Dir" => -> { Dir.exist?("/nowhere") },
    "::Encoding" => -> { ["é".encode("UTF-16LE").bytes, "\xE9".dup.force_encoding("ISO-8859-1").encode("UTF-8"), "é€".encode("Windows-1252").bytes, "あ".encode("Shift_JIS").bytes] },
    "::Enumerator" => -> { [Enumerator.new { |y| 3.times { |i| y << i } }.lazy.map { _1 * 2 }.first(2), Enumerator.produce(1) { |x| x * 2 }.take(5), [1, 2].each.next] },
    "::Exception" => -> { begin; raise ArgumentError, "a"; rescue => e; [e.class, e.message, e.full_message(highlight: false).include?("ArgumentError")]; end },
    "::Fiber" => -> { f = Fiber.new { |x| Fiber.yield(x + 1); 9 }; [f.resume(1), f.resume, f.alive?] },
    "::Float" => -> { [0.1 + 0.2, 1e22.to_s, 2.675.round(2), 1.0.next_float, -7.5.divmod(2), 5e-324.to_s, 1.5.rationalize, 1e100.to_i] },
    "::GC" => -> { GC.start },
    "::Hash" => -> { [{ b: 1, a: 2 }.sort_by { |k, _| k }, { a: 1 }.transform_values { _1 + 1 }.to_a, Hash.new { |h, k| h[k] = k * 2 }[4], { a: { b: 1 } }.dig(:a, :b)] },
    "::Integer" => -> { [2**100 % 97, 10.pow(20, 7), 255.to_s(36), -7 / 2, 10.digits, Integer.sqrt(10**30), 6.lcm(4), "0x1f".hex, 5.bit_length] },
    "::IO" => -> { r, w = IO.pipe; w << "x"; w.close; r.read },
    "::Kernel" => -> { [format("%05.1f|%-4s|%+d|%x|%e", 3.14159, "é", 5, 255, 12_345.678), Integer("0b101", exception: false), Float("1e3"), catch(:a) { throw :a, 3 }, rand(1)] },
    "::Kernel.fork" => -> { fork { nil }.integer? },
    "::Kernel.spawn" => -> { spawn("true").integer? },
    "::Kernel.backtick" => -> { `true` },
    "::Marshal" => -> { Marshal.load(Marshal.dump([1, "é", { a: 2.5 }, :b, 2**70])) == [1, "é", { a: 2.5 }, :b, 2**70] },
    "::Math" => -> { [Math.hypot(3, 4), Math.cbrt(27), Math.gamma(5), Math.log2(8), Math.erf(0.5), Math.atan2(1, -1)] },
    "::Method" => -> { [:upcase.to_proc.call("a"), ->(a, b = 1, *c, d:, **e) {}.parameters, (method(:Integer) >> ->(x) { x + 1 }).call("3"), ->(a, b) { a + b }.curry[1][2]] },
    "::Module" => -> { m = Module.new { refine(String) { def shout = upcase } }; [m.class, Class.new { define_method(:a) { 1 } }.new.a, Struct.new(:a).new(1).respond_to?(:a=)] },
    "::Mutex" => -> { Mutex.new.synchronize { 1 } },
    "::ObjectSpace" => -> { ObjectSpace::WeakMap.new.size },
    "::Process" => -> { [Process.clock_gettime(Process::CLOCK_MONOTONIC).positive?, Process.pid.integer?] },
    "::Queue" => -> { q = Thread::Queue.new; q << 1; [q.pop, q.empty?] },
    "::Ractor" => -> { Ractor.new { 1 }.take },
    "::Random" => -> { r = Random.new(42); [r.rand(100), r.rand, [1, 2, 3].shuffle(random: r), r.bytes(2).bytes] },
    "::Range" => -> { [(1..10).step(3).to_a, (1..).first(2), ("a".."e").include?("c"), (1.0..2.0).cover?(1.5), (1..10) % 4] },
    "::Rational" => -> { [Rational("0.75") + 1 / 3r, 3.7.to_r.round(1)] },
    "::Regexp" => -> { ["2024-02"[/(?<y>\d+)/, :y], "aé€".scan(/\p{Alpha}/), "a1b2".gsub(/\d/) { |d| (d.to_i + 1).to_s }, "foo.bar".match?(/(?<!x)\.(?=b)/), "ab" =~ /\Gb/, "äÖ".match?(/ÄÖ/i)] },
    "::String" => -> { ["é".unicode_normalize(:nfd).bytes, "ß".upcase, "ÀÉ".downcase, "%d%%" % 5, "abc".unpack("C*"), "héllo".center(9, "*"), "ab\n".chomp, "a,b".partition(","), "Ab".swapcase, "é".bytesize, "aab".squeeze.tr("a-b", "x-y"), "abc".succ, "az".next, "k=v".scan(/\w/), "\u{1F600}".codepoints, "x".crypt("ab")] },
    "::Struct" => -> { Struct.new(:a, :b, keyword_init: true).new(a: 1, b: 2).to_a },
    "::Symbol" => -> { [:a <=> :b, :"x y".inspect, %i[a b].map(&:to_proc).size] },
    "::Thread" => -> { Thread.new { 3 }.value },
    "::Time" => -> { t = Time.utc(2024, 2, 29, 12, 5, 9.5); [t.strftime("%Y-%m-%d %H:%M:%S.%L %a %j %-d %z"), (t + 86_400).month, t.round.sec, Time.at(0).utc.year, t.to_f, Time.new(2024, 1, 1, 0, 0, 0, "+02:00").utc_offset] },
    "::TracePoint" => -> { seen = []; TracePoint.new(:raise) { seen << _1.event }.enable { raise "x" rescue nil }; seen },
    "::eval" => -> { [eval("1 + 2"), binding.local_variables.size, Object.new.instance_eval { 4 }] },
    "::pattern matching" => -> { { a: [1, { b: 2 }] } => { a: [Integer => x, { b: }] }; [x, b] },
    "English" => -> { "ab" =~ /b/; $PREMATCH },
    "abbrev" => -> { Abbrev.abbrev(%w[car]).keys },
    "base64" => -> { [Base64.strict_encode64("\xFF\x00".b), Base64.urlsafe_decode64("_w==").bytes] },
    "benchmark" => -> { Benchmark.realtime { 1 }.positive? },
    "bigdecimal" => -> { [(BigDecimal("1.10") / 3).round(5).to_s, BigDecimal(2).sqrt(10).round(8).to_s("F")] },
    "bigdecimal/util" => -> { "1.5".to_d.to_s },
    "cgi" => -> { [CGI.escapeHTML("<a&\"'>"), CGI.unescape("a+%C3%A9"), CGI.escape("é /")] },
    "cgi/escape" => -> { CGI.escapeHTML("<") },
    "csv" => -> { [CSV.parse("a,\"b,c\"\n1,2\n", headers: true).map(&:fields), ["x", "y\"z"].to_csv] },
    "date" => -> { [Date.parse("29 Feb 2024").iso8601, (Date.new(2024, 1, 31) >> 1).to_s, DateTime.new(2024, 1, 1, 1).to_s, Date.new(2024, 2, 29).cweek, Date.valid_date?(2023, 2, 29), Date.strptime("03/2001", "%m/%Y").to_s] },
    "delegate" => -> { SimpleDelegator.new([1, 2]).size },
    "did_you_mean" => -> { DidYouMean::SpellChecker.new(dictionary: %w[email]).correct("meail") },
    "digest" => -> { [Digest::SHA256.hexdigest("abc"), Digest::MD5.hexdigest(""), Digest::SHA1.base64digest("a"), Digest::SHA512.hexdigest("")[0, 8]] },
    "digest/sha2" => -> { Digest::SHA384.hexdigest("")[0, 8] },
    "erb" => -> { ERB.new("<% 2.times do |i| -%>\n<%= i %>,\n<% end -%>", trim_mode: "-").result },
    "error_highlight" => -> { ErrorHighlight.respond_to?(:spot) },
    "etc" => -> { Etc.nprocessors.positive? },
    "fcntl" => -> { Fcntl::O_CREAT.integer? },
    "fileutils" => -> { FileUtils.respond_to?(:mkdir_p) },
    "find" => -> { Find.respond_to?(:find) },
    "forwardable" => -> { forwarding.new.size },
    "getoptlong" => -> { GetoptLong::REQUIRED_ARGUMENT },
    "ipaddr" => -> { [IPAddr.new("10.0.0.0/30").to_range.map(&:to_s), IPAddr.new("::1").ipv6?] },
    "json" => -> { [JSON.generate({ "é" => [1.5, nil, true] }), JSON.parse('{"a":[1,"\u00e9"]}', symbolize_names: true)[:a], JSON.pretty_generate([1])] },
    "logger" => -> { logged },
    "matrix" => -> { [Matrix[[1, 2], [3, 4]].determinant, (Matrix[[2, 0], [0, 2]] * Vector[1, 2]).to_a] },
    "mutex_m" => -> { Mutex_m.name },
    "net/http" => -> { [Net::HTTP::Get.new("/x", "X-A" => "1")["x-a"], Net::HTTPResponse::CODE_TO_OBJ["404"].name] },
    "net/protocol" => -> { Net::ProtocolError.name },
    "observer" => -> { Class.new { include Observable }.new.count_observers },
    "open3" => -> { Open3.capture2("true").first },
    "optparse" => -> { parsed },
    "ostruct" => -> { OpenStruct.new(a: 1).a },
    "pathname" => -> { [Pathname("/a/../b").cleanpath.to_s, Pathname("/a/b").relative_path_from(Pathname("/a/c")).to_s, (Pathname("a") / "b.rb").extname] },
    "pp" => -> { PP.pp({ a: "x" * 50, b: "y" * 40 }, +"").lines.size },
    "prettyprint" => -> { PrettyPrint.format(+"", 10) { |q| q.text("a") } },
    "prime" => -> { [Prime.first(5), 360.prime_division] },
    "pstore" => -> { PStore.name },
    "psych" => -> { Psych.load("a: [1, 2.5, ~, é]\nb: 2024-02-29\n", permitted_classes: [Date]).values.map(&:to_s) },
    "racc/parser" => -> { Racc::Parser.name },
    "rbconfig" => -> { RbConfig::CONFIG["EXEEXT"].class },
    "ripper" => -> { Ripper.sexp("1 + 2").first },
    "securerandom" => -> { [SecureRandom.hex(4).size, SecureRandom.alphanumeric(3).size] },
    "set" => -> { [(Set[1, 2] | Set[3]).to_a, Set[1].subset?(Set[1, 2]), Set[2, 1].sort] },
    "shellwords" => -> { ["a 'b c' \"d\\\"e\"".shellsplit, "it's".shellescape] },
    "singleton" => -> { c = Class.new { include Singleton }; c.instance.equal?(c.instance) },
    "stringio" => -> { [StringIO.new("a\nb").readlines, StringIO.new.tap { _1.printf("%d", 3) }.string] },
    "strscan" => -> { s = StringScanner.new("ab 12"); [s.scan(/\w+/), s.skip(/ /), s.scan_until(/\d/), s.eos?] },
    "tempfile" => -> { Tempfile.name },
    "time" => -> { [Time.parse("2024-02-29 12:00 UTC").iso8601, Time.utc(2024).httpdate, Time.iso8601("2024-01-01T00:00:00+02:00").utc.to_s, Time.strptime("2001", "%Y").year] },
    "timeout" => -> { Timeout.timeout(5) { 1 } },
    "tmpdir" => -> { Dir.respond_to?(:mktmpdir) },
    "tsort" => -> { each = ->(h, &b) { h.each_key(&b) }; TSort.tsort(->(&b) { %w[a b].each(&b) }, ->(n, &b) { n == "a" ? b.call("b") : each && nil }) },
    "uri" => -> { [URI("http://a.b:80/c?d=e#f").query, URI.join("http://a/b/c", "../d").to_s, URI.encode_www_form(a: ["x", "é"]), URI.decode_www_form("a=1&b=%20")] },
    "weakref" => -> { WeakRef.new("a").to_s },
    "yaml" => -> { [YAML.load("- 1\n- [a, b]\n"), { "a" => [1, nil, "x: y"] }.to_yaml] },
    "zlib" => -> { [Zlib.crc32("abc"), Zlib.inflate(Zlib.deflate("a" * 99)).size, packed] }
  }.freeze
end
