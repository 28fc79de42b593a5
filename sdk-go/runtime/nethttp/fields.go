package nethttp

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"runtime/wit"
)

// hopByHop are fields that belong to a connection, which is the host's business: wasi:http forbids them.
var hopByHop = map[string]bool{
	"Connection": true, "Host": true, "Http2-Settings": true, "Keep-Alive": true, "Proxy-Authenticate": true,
	"Proxy-Authorization": true, "Proxy-Connection": true, "Te": true, "Transfer-Encoding": true, "Upgrade": true,
}

// entry is a field of wasi:http, in each of its versions.
type entry = wit.Tuple2[string, []byte]

func headerOf(entries []entry) http.Header {
	header := http.Header{}
	for _, entry := range entries {
		header.Add(entry.F0, string(entry.F1))
	}
	return header
}

// entriesOf is what a header sends.
func entriesOf(header http.Header) []entry {
	var entries []entry
	for _, name := range slices.Sorted(maps.Keys(header)) {
		if hopByHop[name] || strings.HasPrefix(name, http.TrailerPrefix) {
			continue
		}
		for _, value := range header[name] {
			entries = append(entries, entry{F0: name, F1: []byte(value)})
		}
	}
	return entries
}

// declared takes the names of the trailers that will follow out of a header.
func declared(header http.Header) http.Header {
	var trailer http.Header
	for _, names := range header.Values("Trailer") {
		for name := range strings.SplitSeq(names, ",") {
			if trailer == nil {
				trailer = http.Header{}
			}
			trailer[http.CanonicalHeaderKey(strings.TrimSpace(name))] = nil
		}
	}
	header.Del("Trailer")
	return trailer
}

func hasBody(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}
