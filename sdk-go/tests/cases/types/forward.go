// Package main passes every value on to an import of the same type.
package main

import (
	out "forward/gen/exports/test/types/echo"
	"forward/gen/test/types/echo"
	"forward/gen/test/types/types"
	"forward/gen/wit"
)

type forward struct{}

func init() { out.Export(forward{}) }

func main() {}

func (forward) OneBool(v bool) bool { return echo.OneBool(v) }

func (forward) OneU8(v uint8) uint8 { return echo.OneU8(v) }

func (forward) OneS8(v int8) int8 { return echo.OneS8(v) }

func (forward) OneU16(v uint16) uint16 { return echo.OneU16(v) }

func (forward) OneS16(v int16) int16 { return echo.OneS16(v) }

func (forward) OneU32(v uint32) uint32 { return echo.OneU32(v) }

func (forward) OneS32(v int32) int32 { return echo.OneS32(v) }

func (forward) OneU64(v uint64) uint64 { return echo.OneU64(v) }

func (forward) OneS64(v int64) int64 { return echo.OneS64(v) }

func (forward) OneF32(v float32) float32 { return echo.OneF32(v) }

func (forward) OneF64(v float64) float64 { return echo.OneF64(v) }

func (forward) OneChar(v rune) rune { return echo.OneChar(v) }

func (forward) OneString(v string) string { return echo.OneString(v) }

func (forward) ListBool(v []bool) []bool { return echo.ListBool(v) }

func (forward) ListU8(v []byte) []byte { return echo.ListU8(v) }

func (forward) ListS8(v []int8) []int8 { return echo.ListS8(v) }

func (forward) ListU16(v []uint16) []uint16 { return echo.ListU16(v) }

func (forward) ListS16(v []int16) []int16 { return echo.ListS16(v) }

func (forward) ListU32(v []uint32) []uint32 { return echo.ListU32(v) }

func (forward) ListS32(v []int32) []int32 { return echo.ListS32(v) }

func (forward) ListU64(v []uint64) []uint64 { return echo.ListU64(v) }

func (forward) ListS64(v []int64) []int64 { return echo.ListS64(v) }

func (forward) ListF32(v []float32) []float32 { return echo.ListF32(v) }

func (forward) ListF64(v []float64) []float64 { return echo.ListF64(v) }

func (forward) ListChar(v []rune) []rune { return echo.ListChar(v) }

func (forward) ListString(v []string) []string { return echo.ListString(v) }

func (forward) ListPoint(v []types.Point) []types.Point { return echo.ListPoint(v) }

func (forward) OptionPoint(v *types.Point) *types.Point { return echo.OptionPoint(v) }

func (forward) OnePoint(v types.Point) types.Point { return echo.OnePoint(v) }

func (forward) ListOrder(v []types.Order) []types.Order { return echo.ListOrder(v) }

func (forward) OptionOrder(v *types.Order) *types.Order { return echo.OptionOrder(v) }

func (forward) OneOrder(v types.Order) types.Order { return echo.OneOrder(v) }

func (forward) ListColor(v []types.Color) []types.Color { return echo.ListColor(v) }

func (forward) OptionColor(v *types.Color) *types.Color { return echo.OptionColor(v) }

func (forward) OneColor(v types.Color) types.Color { return echo.OneColor(v) }

func (forward) ListAccess(v []types.Access) []types.Access { return echo.ListAccess(v) }

func (forward) OptionAccess(v *types.Access) *types.Access { return echo.OptionAccess(v) }

func (forward) OneAccess(v types.Access) types.Access { return echo.OneAccess(v) }

func (forward) ListShape(v []types.Shape) []types.Shape { return echo.ListShape(v) }

func (forward) OptionShape(v types.Shape) types.Shape { return echo.OptionShape(v) }

func (forward) OneShape(v types.Shape) types.Shape { return echo.OneShape(v) }

func (forward) OnePrims(v types.Prims) types.Prims { return echo.OnePrims(v) }

func (forward) OneEight(v types.Eight) types.Eight { return echo.OneEight(v) }

func (forward) OneNine(v types.Nine) types.Nine { return echo.OneNine(v) }

func (forward) OneMany(v types.Many) types.Many { return echo.OneMany(v) }

func (forward) OneJoined(v types.Joined) types.Joined { return echo.OneJoined(v) }

func (forward) ListJoined(v []types.Joined) []types.Joined { return echo.ListJoined(v) }

func (forward) OneNames(v types.Names) types.Names { return echo.OneNames(v) }

func (forward) OneMaybeNames(v types.MaybeNames) types.MaybeNames { return echo.OneMaybeNames(v) }

func (forward) Lists(v [][][]string) [][][]string { return echo.Lists(v) }

func (forward) ListListU8(v [][]byte) [][]byte { return echo.ListListU8(v) }

func (forward) OptionU32(v *uint32) *uint32 { return echo.OptionU32(v) }

func (forward) OptionString(v *string) *string { return echo.OptionString(v) }

func (forward) Option2(v wit.Option[*uint32]) wit.Option[*uint32] { return echo.Option2(v) }

func (forward) Option3(v wit.Option[wit.Option[*string]]) wit.Option[wit.Option[*string]] {
	return echo.Option3(v)
}

func (forward) OptionList(v *[]string) *[]string { return echo.OptionList(v) }

func (forward) ListOption(v []*uint64) []*uint64 { return echo.ListOption(v) }

func (forward) Tuple1(v wit.Tuple1[string]) wit.Tuple1[string] { return echo.Tuple1(v) }

func (forward) Tuple2(v wit.Tuple2[uint8, string]) wit.Tuple2[uint8, string] { return echo.Tuple2(v) }

func (forward) TupleNested(v wit.Tuple2[wit.Tuple2[uint8, uint64], []wit.Tuple2[uint16, string]]) wit.Tuple2[wit.Tuple2[uint8, uint64], []wit.Tuple2[uint16, string]] {
	return echo.TupleNested(v)
}

func (forward) ListResult(v []wit.Result[uint8, string]) []wit.Result[uint8, string] {
	return echo.ListResult(v)
}

func (forward) ListUnit(v []wit.Result[wit.Unit, wit.Unit]) []wit.Result[wit.Unit, wit.Unit] {
	return echo.ListUnit(v)
}

func (forward) ListHalf(v []wit.Result[wit.Unit, types.Color]) []wit.Result[wit.Unit, types.Color] {
	return echo.ListHalf(v)
}

func (forward) Tuple17(v wit.Tuple17[uint8, uint64, uint8, uint64, uint8, uint64, uint8, uint64, uint8, uint64, uint8, uint64, uint8, uint64, uint8, uint64, string]) wit.Tuple17[uint8, uint64, uint8, uint64, uint8, uint64, uint8, uint64, uint8, uint64, uint8, uint64, uint8, uint64, uint8, uint64, string] {
	return echo.Tuple17(v)
}

func (forward) ResBoth(v wit.Result[types.Order, types.Failure]) (types.Order, error) {
	return echo.ResBoth(v)
}

func (forward) ResText(v wit.Result[uint32, string]) (uint32, error) { return echo.ResText(v) }

func (forward) ResOk(v wit.Result[string, wit.Unit]) (string, error) { return echo.ResOk(v) }

func (forward) ResErr(v wit.Result[wit.Unit, types.Color]) error { return echo.ResErr(v) }

func (forward) ResNone(v wit.Result[wit.Unit, wit.Unit]) error { return echo.ResNone(v) }

func (forward) ResNumber(v wit.Result[[]byte, uint64]) ([]byte, error) { return echo.ResNumber(v) }

func (forward) ResTuple(v wit.Result[*uint8, wit.Tuple2[string, uint8]]) (*uint8, error) {
	return echo.ResTuple(v)
}

func (forward) Spilled(a0 uint8, a1 string, a2 float32, a3 uint64, a4 []string, a5 *uint32, a6 int16, a7 types.Color, a8 types.Point, a9 float64, a10 bool, a11 rune) wit.Tuple12[uint8, string, float32, uint64, []string, *uint32, int16, types.Color, types.Point, float64, bool, rune] {
	return echo.Spilled(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11)
}

func (forward) Nothing() { echo.Nothing() }

func (forward) Type(a uint32, b string, c, d, e, f uint8) string { return echo.Type(a, b, c, d, e, f) }
