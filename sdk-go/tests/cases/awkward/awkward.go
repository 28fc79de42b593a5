package main

import (
	"net"
	"os"
	"runtime"

	"awkward/gen/exports/test/awkward/api"
	exports "awkward/gen/exports/test/awkward/awkward"
	"awkward/gen/test/awkward/awkward"
	"awkward/gen/test/awkward/far"
	"awkward/gen/test/awkward/x"
	"awkward/gen/wit"
)

type service struct{}

func init() {
	api.Export(service{})
	exports.Export(service{})
}

func main() {}

type file struct{}

func (file) Size() uint32 { return 1 }

func (service) NewFile() api.File { return file{} }

func (service) FileText() string { return "static" }

func (service) FileSize() uint32 { return 2 }

func (service) FileText2() string { return "free" }

func (service) Fails(how uint32) (api.P, error) {
	if how == 0 {
		return x.PV{Value: 7}, nil
	}
	return nil, api.TroubleGone{}
}

func (service) Texts() []string {
	name, code, pair := "x", uint32(404), uint32(1)
	var nested api.Trouble = api.TroubleGone{Value: &name}
	return []string{
		api.TroubleGone{Value: &name}.Error(),
		api.TroubleGone{}.Error(),
		api.TroubleTold{Value: api.Report{Code: &code, Notes: []*string{&name, nil}}}.Error(),
		api.TroublePair{Value: wit.Tuple2[*uint32, bool]{F0: &pair, F1: true}}.Error(),
		wit.Error[[]*string]{Value: []*string{nil, &name}}.Error(),
		wit.Text(wit.Some(wit.None[*string]())) + " " + wit.Text(wit.Err[*uint32](nested)),
	}
}

func (service) Opens(path string) (uint32, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	return 0, f.Close()
}

func (service) Dials() (uint32, error) {
	_, err := net.Dial("tcp", "127.0.0.1:80")
	return 0, err
}

func (service) Leaves(status int32) { os.Exit(int(status)) }

func (service) Tree(what string) uint32 {
	switch what {
	case "chain":
		far.NewNode().Child().Child()
	case "moved":
		far.Give(far.NewNode().Child())
	case "kept":
		child := far.NewNode().Child()
		collect()
		child.Close()
	case "many":
		for range 20_000 {
			far.NewNode().Child()
		}
	}
	collect()
	return 0
}

func collect() {
	for range 4 {
		runtime.GC()
		for range 100 {
			runtime.Gosched()
		}
	}
}

func (service) Top(bad rune) string {
	awkward.Bottom(string([]byte{255}))
	return ""
}
