package main

import (
	"fmt"
	"net/http"
	"strings"

	"site/go/gen/wasi/cli/environment"
	"site/go/gen/wasi/filesystem/preopens"
	"site/go/gen/wasi/sockets/ipnamelookup"
	"site/go/gen/wasi/sockets/types"
)

// What interfaces of WASI 0.3 give this component, one after the other.
func init() {
	http.HandleFunc("GET /reach", func(w http.ResponseWriter, r *http.Request) {
		var names, folders []string
		for _, variable := range environment.GetEnvironment() {
			names = append(names, variable.F0+"="+variable.F1)
		}
		for _, folder := range preopens.GetDirectories() {
			folders = append(folders, folder.F1)
			_ = folder.F0.Close()
		}
		tcp, tcpErr := types.TCPSocketCreate(types.IPAddressFamilyIpv4)
		if tcpErr == nil {
			_ = tcp.Close()
		}
		udp, udpErr := types.UDPSocketCreate(types.IPAddressFamilyIpv4)
		if udpErr == nil {
			_ = udp.Close()
		}
		found, err := ipnamelookup.ResolveAddresses(r.Context(), "localhost")
		fmt.Fprintf(w, "%s; %s; %d; %v; %v; %v, %t", strings.Join(names, ","), strings.Join(folders, ","),
			len(environment.GetArguments()), tcpErr, udpErr, err, len(found) > 0)
	})
}
