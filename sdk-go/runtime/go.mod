// The runtime ships as source beneath each component's gen folder. This module exists so that the
// files can be formatted, vetted and tested where they live.
module runtime

go 1.24
