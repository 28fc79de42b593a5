package main

import (
	"fmt"

	"callee/gen/exports/matrix/scripts/homes"
)

func init() { homes.Export(allHomes{}) }

// gone notes that the last handle of an object went away.
func gone(name string) { seen.dropped = append(seen.dropped, name) }

// place is an object that is known by its path.
type place struct{ path string }

func (p *place) Path() string { return p.path }

func (p *place) Drop() { gone(p.path) }

type house struct{ name string }

func (h *house) Name() string { return h.name }

func (h *house) Room(name string) homes.Room { return &room{place{h.name + "/" + name}} }

func (h *house) Drop() { gone(h.name) }

type room struct{ place }

func (r *room) Cupboard(name string) homes.Cupboard { return &place{r.path + "/" + name} }

type door struct{ name string }

func (d *door) Close() string { return "closed " + d.name }

func (d *door) Drop(count uint32) string { return fmt.Sprintf("dropped %s %d", d.name, count) }

func (d *door) Dispose() string { return "disposed " + d.name }

// OnDrop is called when the last handle goes away; Drop is a method like others.
func (d *door) OnDrop() { gone(d.name) }

type gate struct{ name string }

func (g *gate) Close(count uint32) string { return fmt.Sprintf("closed %s %d", g.name, count) }

func (g *gate) Drop() {}

func (g *gate) Dispose(count uint32) string { return fmt.Sprintf("disposed %s %d", g.name, count) }

func (g *gate) OnDrop() { gone(g.name) }

// badge has methods that are called like those of objects elsewhere.
type badge struct{ name string }

func (b *badge) Free() string { return "freed " + b.name }

func (b *badge) Clone() string { return "cloned " + b.name }

func (b *badge) ToString() string { return "text " + b.name }

func (b *badge) Inspect() string { return "inspected " + b.name }

func (b *badge) Hash() uint32 { return 1 }

func (b *badge) HashCode() uint32 { return 2 }

func (b *badge) ValueOf() uint32 { return 3 }

func (b *badge) Equals(other homes.Badge) bool { return other.(*badge).name == b.name }

func (b *badge) Drop() { gone(b.name) }

// allHomes implements the interface homes.
type allHomes struct{}

func (allHomes) NewHouse(name string) homes.House { return &house{name} }
func (allHomes) NewDoor(name string) homes.Door   { return &door{name} }
func (allHomes) NewGate(name string) homes.Gate   { return &gate{name} }
func (allHomes) NewBadge(name string) homes.Badge { return &badge{name} }
