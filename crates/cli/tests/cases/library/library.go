package main

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"compress/bzip2"
	"compress/flate"
	"compress/gzip"
	"compress/lzw"
	"compress/zlib"
	"container/heap"
	"container/list"
	"container/ring"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"database/sql"
	"encoding/ascii85"
	"encoding/asn1"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/csv"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"encoding/xml"
	"errors"
	"expvar"
	"flag"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"hash/adler32"
	"hash/crc32"
	"hash/fnv"
	"hash/maphash"
	"html"
	htmltemplate "html/template"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"index/suffixarray"
	"io"
	"io/fs"
	"iter"
	"log"
	"log/slog"
	"maps"
	"math"
	"math/big"
	"math/bits"
	"math/cmplx"
	mathrand "math/rand"
	randv2 "math/rand/v2"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/netip"
	"net/textproto"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"testing/iotest"
	"text/scanner"
	"text/tabwriter"
	"text/template"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
	"unique"
	"unsafe"
	"weak"
)

// What of Go's standard library works: one use of each package that has a result to compare.
//
// It gives the version, and a line per package: `path = what came` or `path ! the panic`.
func library() []string {
	lines := []string{runtime.Version()}
	for _, name := range slices.Sorted(maps.Keys(uses)) {
		lines = append(lines, line(name))
	}
	return lines
}

func line(name string) (said string) {
	defer func() {
		if failed := recover(); failed != nil {
			said = strings.ReplaceAll(fmt.Sprintf("%s ! %v", name, failed), "\n", "|")
		}
	}()
	return strings.ReplaceAll(fmt.Sprintf("%s = %v", name, uses[name]()), "\n", "|")
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

type person struct {
	XMLName xml.Name  `json:"-" xml:"person"`
	Name    string    `json:"name" xml:"name,attr"`
	Tags    []string  `json:"tags,omitempty" xml:"tag"`
	Age     float64   `json:"age" xml:"age"`
	Born    time.Time `json:"born" xml:"-"`
}

func somebody() person {
	return person{Name: "Zoé", Tags: []string{"a<b"}, Age: 1e21, Born: time.Unix(0, 5).UTC()}
}

func squeezed(write func(io.Writer) io.WriteCloser, read func(io.Reader) io.Reader) string {
	var packed bytes.Buffer
	to := write(&packed)
	to.Write(bytes.Repeat([]byte("abc"), 100))
	to.Close()
	return fmt.Sprint(packed.Len(), " ", len(must(io.ReadAll(read(&packed)))))
}

type least []int

func (h least) Len() int           { return len(h) }
func (h least) Less(i, j int) bool { return h[i] < h[j] }
func (h least) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *least) Push(value any)    { *h = append(*h, value.(int)) }
func (h *least) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func picture() image.Image {
	made := image.NewPaletted(image.Rect(0, 0, 2, 2), color.Palette{color.Black, color.White})
	made.Set(1, 1, color.White)
	return made
}

func counted(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

var day = time.Date(2024, 2, 29, 12, 5, 9, 7e6, time.UTC)

var uses = map[string]func() any{
	"archive/tar": func() any {
		var file bytes.Buffer
		to := tar.NewWriter(&file)
		to.WriteHeader(&tar.Header{Name: "é.txt", Size: 3, Mode: 0o600})
		to.Write([]byte("abc"))
		to.Close()
		return must(tar.NewReader(&file).Next()).Name
	},
	"archive/zip": func() any {
		var file bytes.Buffer
		to := zip.NewWriter(&file)
		must(must(to.Create("a/é.txt")).Write([]byte("abc")))
		to.Close()
		return must(zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))).File[0].Name
	},
	"bufio": func() any {
		words := bufio.NewScanner(strings.NewReader("a bé\nc"))
		words.Split(bufio.ScanWords)
		var found []string
		for words.Scan() {
			found = append(found, words.Text())
		}
		return found
	},
	"bytes": func() any { return []any{bytes.Fields([]byte(" a b ")), bytes.EqualFold([]byte("É"), []byte("é"))} },
	"cmp":   func() any { return []int{cmp.Compare(math.NaN(), 1), cmp.Or(0, 3)} },
	"compress/bzip2": func() any {
		_, err := bzip2.NewReader(strings.NewReader("BZx")).Read(make([]byte, 1))
		return err
	},
	"compress/flate": func() any {
		return squeezed(func(to io.Writer) io.WriteCloser { return must(flate.NewWriter(to, 9)) }, func(from io.Reader) io.Reader { return flate.NewReader(from) })
	},
	"compress/gzip": func() any {
		return squeezed(func(to io.Writer) io.WriteCloser { return gzip.NewWriter(to) }, func(from io.Reader) io.Reader { return must(gzip.NewReader(from)) })
	},
	"compress/lzw": func() any {
		return squeezed(func(to io.Writer) io.WriteCloser { return lzw.NewWriter(to, lzw.LSB, 8) }, func(from io.Reader) io.Reader { return lzw.NewReader(from, lzw.LSB, 8) })
	},
	"compress/zlib": func() any {
		return squeezed(func(to io.Writer) io.WriteCloser { return zlib.NewWriter(to) }, func(from io.Reader) io.Reader { return must(zlib.NewReader(from)) })
	},
	"container/heap": func() any {
		h := &least{3, 1, 2}
		heap.Init(h)
		return []any{heap.Pop(h), heap.Pop(h)}
	},
	"container/list": func() any { return list.New().PushBack(3).Value },
	"container/ring": func() any { return ring.New(3).Len() },
	"context": func() any {
		ctx, cancel := context.WithTimeoutCause(context.Background(), time.Millisecond, errors.New("late"))
		defer cancel()
		<-ctx.Done()
		return []any{ctx.Err(), context.Cause(ctx)}
	},
	"crypto/aes": func() any {
		sealed := must(cipher.NewGCM(must(aes.NewCipher(make([]byte, 16))))).Seal(nil, make([]byte, 12), []byte("abc"), nil)
		return hex.EncodeToString(sealed)
	},
	"crypto/cipher": func() any {
		out := make([]byte, 3)
		cipher.NewCTR(must(aes.NewCipher(make([]byte, 16))), make([]byte, 16)).XORKeyStream(out, []byte("abc"))
		return out
	},
	"crypto/ecdsa": func() any {
		key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
		hash := sha256.Sum256([]byte("abc"))
		return ecdsa.VerifyASN1(&key.PublicKey, hash[:], must(ecdsa.SignASN1(rand.Reader, key, hash[:])))
	},
	"crypto/ed25519": func() any {
		key := ed25519.NewKeyFromSeed(make([]byte, 32))
		return hex.EncodeToString(ed25519.Sign(key, []byte("abc")))
	},
	"crypto/hmac": func() any {
		mac := hmac.New(sha256.New, []byte("key"))
		mac.Write([]byte("abc"))
		return hex.EncodeToString(mac.Sum(nil))
	},
	"crypto/md5":  func() any { return fmt.Sprintf("%x", md5.Sum(nil)) },
	"crypto/rand": func() any { return len(rand.Text()) },
	"crypto/rsa": func() any {
		key := must(rsa.GenerateKey(rand.Reader, 1024))
		sealed := must(rsa.EncryptOAEP(sha256.New(), rand.Reader, &key.PublicKey, []byte("abc"), nil))
		return string(must(rsa.DecryptOAEP(sha256.New(), nil, key, sealed, nil)))
	},
	"crypto/sha1":   func() any { return fmt.Sprintf("%x", sha1.Sum([]byte("abc"))) },
	"crypto/sha256": func() any { return fmt.Sprintf("%x", sha256.Sum256([]byte("abc"))) },
	"crypto/sha512": func() any { return fmt.Sprintf("%x", sha512.Sum384([]byte("abc"))) },
	"crypto/x509": func() any {
		return len(must(x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed(make([]byte, 32)))))
	},
	"database/sql":     func() any { return sql.NullString{String: "a", Valid: true} },
	"encoding/ascii85": func() any { return ascii85.MaxEncodedLen(5) },
	"encoding/asn1":    func() any { return must(asn1.Marshal([]int{1, -300})) },
	"encoding/base32":  func() any { return base32.StdEncoding.EncodeToString([]byte("ab")) },
	"encoding/base64":  func() any { return base64.URLEncoding.EncodeToString([]byte{0xff, 0, 0xfe}) },
	"encoding/binary": func() any {
		return []any{binary.BigEndian.AppendUint32(nil, 258), binary.PutVarint(make([]byte, 9), -300)}
	},
	"encoding/csv": func() any { return must(csv.NewReader(strings.NewReader("a,\"b,\"\"c\"\n1,2\n")).ReadAll()) },
	"encoding/gob": func() any {
		var stream bytes.Buffer
		must(0, gob.NewEncoder(&stream).Encode(map[string][]int{"a": {1, 2}}))
		var back map[string][]int
		must(0, gob.NewDecoder(&stream).Decode(&back))
		return back
	},
	"encoding/hex": func() any { return hex.Dump([]byte("abc")) },
	"encoding/json": func() any {
		var back person
		text := must(json.Marshal(somebody()))
		must(0, json.Unmarshal(text, &back))
		return []any{string(text), back.Born.Equal(somebody().Born), json.Unmarshal([]byte(`{"age":"x"}`), &back)}
	},
	"encoding/pem": func() any { return string(pem.EncodeToMemory(&pem.Block{Type: "X", Bytes: []byte("abc")})) },
	"encoding/xml": func() any {
		var back person
		text := must(xml.Marshal(somebody()))
		return []any{string(text), xml.Unmarshal(text, &back), back.Tags}
	},
	"errors": func() any {
		err := fmt.Errorf("a: %w", errors.Join(fs.ErrNotExist, io.EOF))
		return []any{errors.Is(err, io.EOF), err}
	},
	"expvar": func() any { return expvar.NewInt("library").String() },
	"flag": func() any {
		set := flag.NewFlagSet("x", flag.ContinueOnError)
		n := set.Int("n", 3, "how many")
		return []any{set.Parse([]string{"-n", "7", "rest"}), *n, set.Args()}
	},
	"fmt": func() any {
		var a int
		var b string
		n := must(fmt.Sscanf("7 é", "%d %s", &a, &b))
		return fmt.Sprintf("%v %+v %T %08.3f %x %q %U %6d|%-6s| %d %d %s", []any{nil, 1.5}, struct{ A int }{1}, 1i, math.Pi, "é", 'é', '€', 42, "é", n, a, b)
	},
	"go/ast":       func() any { return ast.IsExported("A") },
	"go/format":    func() any { return string(must(format.Source([]byte("package  a\nvar x=1")))) },
	"go/parser":    func() any { return must(parser.ParseFile(token.NewFileSet(), "a.go", "package a", 0)).Name },
	"go/token":     func() any { return token.IsKeyword("defer") },
	"hash/adler32": func() any { return adler32.Checksum([]byte("abc")) },
	"hash/crc32":   func() any { return crc32.ChecksumIEEE([]byte("abc")) },
	"hash/fnv": func() any {
		hash := fnv.New64a()
		hash.Write([]byte("abc"))
		return hash.Sum64()
	},
	"hash/maphash": func() any {
		seed := maphash.MakeSeed()
		return maphash.String(seed, "a") == maphash.Bytes(seed, []byte("a"))
	},
	"html": func() any { return []string{html.EscapeString("<a&\"'>"), html.UnescapeString("&eacute;&#x20ac;")} },
	"html/template": func() any {
		var out strings.Builder
		page := htmltemplate.Must(htmltemplate.New("a").Parse(`<a href="{{.}}" onclick="f({{.}})">{{.}}</a>`))
		return []any{page.Execute(&out, "x' <é>"), out.String()}
	},
	"image":       func() any { return image.Rect(0, 0, 3, 2).Intersect(image.Rect(1, 1, 9, 9)) },
	"image/color": func() any { return color.YCbCrModel.Convert(color.RGBA{255, 0, 0, 255}) },
	"image/gif": func() any {
		var file bytes.Buffer
		must(0, gif.Encode(&file, picture(), nil))
		return must(gif.Decode(&file)).Bounds()
	},
	"image/jpeg": func() any {
		var file bytes.Buffer
		must(0, jpeg.Encode(&file, picture(), nil))
		return file.Len()
	},
	"image/png": func() any {
		var file bytes.Buffer
		must(0, png.Encode(&file, picture()))
		return must(png.Decode(&file)).At(1, 1)
	},
	"index/suffixarray": func() any { return len(suffixarray.New([]byte("banana")).Lookup([]byte("an"), -1)) },
	"io": func() any {
		from, to := io.Pipe()
		go func() { to.CloseWithError(fmt.Errorf("end")) }()
		_, err := io.ReadAll(io.LimitReader(io.TeeReader(from, io.Discard), 3))
		return err
	},
	"io/fs": func() any { return []any{fs.ValidPath("a/../b"), fs.FileMode(0o755 | fs.ModeDir)} },
	"iter": func() any {
		next, stop := iter.Pull(counted(3))
		defer stop()
		next()
		value, more := next()
		return []any{value, more}
	},
	"log": func() any {
		var out strings.Builder
		log.New(&out, "a: ", log.Lmsgprefix).Printf("%d", 3)
		return out.String()
	},
	"log/slog": func() any {
		var out strings.Builder
		options := slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}}
		slog.New(slog.NewJSONHandler(&out, &options)).Warn("é", "a", 1, slog.Group("g", "b", time.Second))
		return out.String()
	},
	"maps": func() any { return slices.Sorted(maps.Values(map[string]int{"a": 2, "b": 1})) },
	"math": func() any {
		return []any{math.FMA(0.1, 10, -1), math.Gamma(5.5), math.Log1p(1e-10), math.Tan(1e10), math.RoundToEven(2.5), math.Pow(2, 0.5), math.Nextafter32(1, 2), math.Sinh(1)}
	},
	"math/big": func() any {
		return []any{new(big.Int).Exp(big.NewInt(7), big.NewInt(99), nil), big.NewRat(3, -6), new(big.Float).SetPrec(99).Sqrt(big.NewFloat(2))}
	},
	"math/bits":  func() any { hi, lo := bits.Mul64(1<<63, 6); return []any{hi, lo, bits.Reverse8(1), bits.Len(9)} },
	"math/cmplx": func() any { return cmplx.Sqrt(-4) },
	"math/rand": func() any {
		r := mathrand.New(mathrand.NewSource(42))
		return []any{r.Int63(), r.Perm(5), r.NormFloat64()}
	},
	"math/rand/v2": func() any {
		r := randv2.New(randv2.NewPCG(1, 2))
		return []any{r.Uint64(), r.IntN(100), r.ExpFloat64()}
	},
	"mime": func() any {
		return []any{mime.FormatMediaType("a/b", map[string]string{"c": "é"}), mime.TypeByExtension(".css")}
	},
	"mime/multipart": func() any {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		must(0, form.SetBoundary("x"))
		must(0, form.WriteField("a", "é"))
		form.Close()
		return must(multipart.NewReader(&body, "x").ReadForm(99)).Value
	},
	"mime/quotedprintable": func() any {
		return string(must(io.ReadAll(quotedprintable.NewReader(strings.NewReader("=C3=A9")))))
	},
	"net": func() any {
		_, network, err := net.ParseCIDR("10.1.2.3/30")
		return []any{network, err, net.ParseIP("::ffff:1.2.3.4"), net.JoinHostPort("::1", "80")}
	},
	"net.Dial": func() any { return must(net.Dial("tcp", "127.0.0.1:1")) },
	"net/http": func() any {
		request := must(http.NewRequest("PUT", "http://a.b/c?d", strings.NewReader("x")))
		request.AddCookie(&http.Cookie{Name: "a", Value: "1"})
		answer := httptest.NewRecorder()
		pages := http.NewServeMux()
		pages.HandleFunc("/c", func(w http.ResponseWriter, r *http.Request) { http.Error(w, r.URL.RawQuery, 418) })
		pages.ServeHTTP(answer, request)
		return []any{answer.Code, answer.Body, request.Header, http.DetectContentType([]byte("<html>"))}
	},
	"net/mail":      func() any { return must(mail.ParseAddress("Zoé <a@b.c>")) },
	"net/netip":     func() any { return must(netip.ParsePrefix("10.1.2.3/30")).Masked() },
	"net/textproto": func() any { return textproto.CanonicalMIMEHeaderKey("x-request-id") },
	"net/url": func() any {
		return []any{must(url.Parse("http://u@a.b:80/é?x=1&x=2#f")), url.Values{"a": {"é &"}}.Encode()}
	},
	"os":            func() any { return []any{os.PathSeparator, os.Expand("$a", strings.ToUpper)} },
	"os/exec":       func() any { return string(must(exec.Command("true").Output())) },
	"os/user":       func() any { return must(user.Current()) != nil },
	"path":          func() any { return []any{path.Join("a", "../b"), path.Base("/x/y.z")} },
	"path/filepath": func() any { return []any{must(filepath.Rel("/a/b", "/a/c")), must(filepath.Match("*.go", "a.go"))} },
	"reflect": func() any {
		kind := reflect.TypeOf(person{})
		call := reflect.ValueOf(strings.Repeat).Call([]reflect.Value{reflect.ValueOf("a"), reflect.ValueOf(3)})
		made := reflect.MakeFunc(reflect.TypeOf(func(int) int { return 0 }), func(in []reflect.Value) []reflect.Value { return in })
		return []any{kind.Field(1).Tag.Get("json"), call[0], made.Interface().(func(int) int)(5), reflect.DeepEqual([]int{1}, []int{1})}
	},
	"regexp": func() any {
		rule := regexp.MustCompile(`(?i)(\p{L}+)-(?P<n>\d+)`)
		return []any{rule.ReplaceAllString("É-12 b-3", "${n}$1"), rule.FindAllStringIndex("a-1 b-2", -1)}
	},
	"runtime":       func() any { runtime.GC(); return []any{runtime.Compiler, runtime.NumGoroutine() > 0} },
	"runtime/debug": func() any { return debug.SetGCPercent(100) },
	"slices": func() any {
		return []any{slices.SortedFunc(counted(4), func(a, b int) int { return b - a }), slices.Repeat([]int{1}, 2)}
	},
	"sort": func() any { found := sort.SearchInts([]int{1, 3, 5}, 4); return found },
	"strconv": func() any {
		_, err := strconv.ParseInt("300", 10, 8)
		return []any{strconv.Quote("é\x00€"), strconv.FormatFloat(5e-324, 'g', -1, 64), err, must(strconv.ParseFloat("0x1.8p1", 64))}
	},
	"strings": func() any {
		return []any{strings.ToUpper("ßé"), strings.Fields(" a  b "), strings.NewReplacer("a", "b", "b", "a").Replace("ab"), strings.Title("é b"), strings.EqualFold("K", "K")}
	},
	"sync": func() any {
		var group sync.WaitGroup
		var lock sync.Mutex
		sum := 0
		for i := range 10 {
			group.Go(func() { lock.Lock(); defer lock.Unlock(); sum += i })
		}
		group.Wait()
		return []any{sum, sync.OnceValue(func() int { return 3 })()}
	},
	"sync/atomic": func() any { var n atomic.Int64; n.Store(1 << 40); return n.Add(2) },
	"testing":     func() any { return testing.AllocsPerRun(1, func() {}) },
	"testing/fstest": func() any {
		files := fstest.MapFS{"a/b.txt": {Data: []byte("x")}}
		return []any{must(fs.Glob(files, "*/*.txt")), fstest.TestFS(files, "a/b.txt")}
	},
	"testing/iotest": func() any { return must(io.ReadAll(iotest.OneByteReader(strings.NewReader("ab")))) },
	"text/scanner": func() any {
		var words scanner.Scanner
		words.Init(strings.NewReader("a:=1.5"))
		words.Scan()
		return words.TokenText()
	},
	"text/tabwriter": func() any {
		var out strings.Builder
		to := tabwriter.NewWriter(&out, 0, 8, 1, '.', 0)
		fmt.Fprint(to, "a\tb\nccc\td\n")
		to.Flush()
		return out.String()
	},
	"text/template": func() any {
		var out strings.Builder
		text := template.Must(template.New("a").Parse(`{{range $i, $x := .}}{{if $i}}, {{end}}{{printf "%05d" $x}}{{end}}`))
		return []any{text.Execute(&out, []int{1, 2}), out.String()}
	},
	"time": func() any {
		berlin := time.FixedZone("X", 3600)
		ticks := time.NewTicker(time.Millisecond)
		defer ticks.Stop()
		<-ticks.C
		return []any{day.In(berlin).Format(time.RFC1123Z), must(time.ParseDuration("1h2m3.5s")), day.AddDate(1, 0, 0).YearDay(), must(time.Parse("2 Jan 2006", "29 Feb 2024")).Weekday(), day.Truncate(time.Hour)}
	},
	"time.LoadLocation": func() any { return day.In(must(time.LoadLocation("Europe/Berlin"))) },
	"unicode": func() any {
		return []any{unicode.IsUpper('É'), unicode.In('中', unicode.Han), unicode.SimpleFold('k')}
	},
	"unicode/utf16": func() any { return utf16.Encode([]rune("😀")) },
	"unicode/utf8":  func() any { return []any{utf8.RuneCountInString("é\xff"), utf8.ValidString("\xff")} },
	"unique":        func() any { return unique.Make("a") == unique.Make("a") },
	"unsafe":        func() any { return unsafe.String(unsafe.StringData("abc"), 2) },
	"weak":          func() any { value := new(int); return weak.Make(value).Value() == value },
}
