;; What every guest of the test matrix has: the script that it reads, and the complaint that it makes.
;;
;; It relies on `$string`, a mutable array of i8 or i16; on `$script`, a memory with numbers and places; and on the
;; passive segments `$bulk`, with strings and lists of numbers, and `$names`, with words in ASCII.

(type $bytes (array i8))

;; The call that comes next, and where its values are read.
(global $function (mut i32) (i32.const 0))
(global $vector (mut i32) (i32.const 0))
(global $cursor (mut i32) (i32.const 0))

;; The first difference of a call, and the text of one that is being written, from the inside out.
(global $complaint (mut (ref null $string)) (ref.null $string))
(global $difference (mut (ref null $string)) (ref.null $string))

(data $expected ": expected ")
(data $got ", got ")
(data $minus "-")
(data $hexadecimal "0x")
(data $quote "\"")
(data $case "case ")
(data $length "length ")
(data $open "[")
(data $close "]")

(func $begin (param $next i32) (param $number i32)
  (global.set $function (local.get $next))
  (global.set $vector (local.get $number))
  (global.set $complaint (ref.null $string)))

;; Goes to the values of this vector; `$table` holds an address per vector.
(func $seek (param $which i32) (param $table i32) (param $count i32)
  (if (i32.ne (local.get $which) (global.get $function)) (then (unreachable)))
  (if (i32.ge_u (global.get $vector) (local.get $count)) (then (unreachable)))
  (global.set $cursor
    (i32.load $script (i32.add (local.get $table) (i32.shl (global.get $vector) (i32.const 2))))))

(func $i32 (result i32)
  (i32.load $script align=1 (global.get $cursor))
  (global.set $cursor (i32.add (global.get $cursor) (i32.const 4))))

(func $i64 (result i64)
  (i64.load $script align=1 (global.get $cursor))
  (global.set $cursor (i32.add (global.get $cursor) (i32.const 8))))

(func $f32 (result f32)
  (f32.reinterpret_i32 (call $i32)))

(func $f64 (result f64)
  (f64.reinterpret_i64 (call $i64)))

;; Text, one code unit per character of ASCII.
(func $text (param $ascii (ref $bytes)) (result (ref $string))
  (local $text (ref $string)) (local $at i32)
  (local.set $text (array.new_default $string (array.len (local.get $ascii))))
  (loop $next
    (if (i32.ge_u (local.get $at) (array.len (local.get $ascii))) (then (return (local.get $text))))
    (array.set $string (local.get $text) (local.get $at)
      (array.get_u $bytes (local.get $ascii) (local.get $at)))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (br $next))
  (unreachable))

(func $name (param $offset i32) (param $length i32) (result (ref $string))
  (call $text (array.new_data $bytes $names (local.get $offset) (local.get $length))))

(func $join (param $first (ref $string)) (param $second (ref $string)) (result (ref $string))
  (local $whole (ref $string))
  (local.set $whole (array.new_default $string
    (i32.add (array.len (local.get $first)) (array.len (local.get $second)))))
  (array.copy $string $string (local.get $whole) (i32.const 0)
    (local.get $first) (i32.const 0) (array.len (local.get $first)))
  (array.copy $string $string (local.get $whole) (array.len (local.get $first))
    (local.get $second) (i32.const 0) (array.len (local.get $second)))
  (local.get $whole))

;; The digits of a number in base 10 or 16.
(func $digits (param $number i64) (param $base i64) (result (ref $string))
  (local $digits (ref $string)) (local $at i32) (local $digit i32) (local $text (ref $string))
  (local.set $digits (array.new_default $string (i32.const 20)))
  (local.set $at (i32.const 20))
  (loop $next
    (local.set $digit (i32.wrap_i64 (i64.rem_u (local.get $number) (local.get $base))))
    (local.set $at (i32.sub (local.get $at) (i32.const 1)))
    (array.set $string (local.get $digits) (local.get $at)
      (i32.add (local.get $digit)
        (select (i32.const 48) (i32.const 87) (i32.lt_u (local.get $digit) (i32.const 10)))))
    (local.set $number (i64.div_u (local.get $number) (local.get $base)))
    (br_if $next (i32.eqz (i64.eqz (local.get $number)))))
  (local.set $text (array.new_default $string (i32.sub (i32.const 20) (local.get $at))))
  (array.copy $string $string (local.get $text) (i32.const 0)
    (local.get $digits) (local.get $at) (array.len (local.get $text)))
  (local.get $text))

(func $show-unsigned (param $number i64) (result (ref $string))
  (call $digits (local.get $number) (i64.const 10)))

(func $show-signed (param $number i64) (result (ref $string))
  (if (i64.lt_s (local.get $number) (i64.const 0))
    (then
      (return (call $join
        (call $text (array.new_data $bytes $minus (i32.const 0) (i32.const 1)))
        (call $digits (i64.sub (i64.const 0) (local.get $number)) (i64.const 10))))))
  (call $digits (local.get $number) (i64.const 10)))

(func $show-bits (param $number i64) (result (ref $string))
  (call $join
    (call $text (array.new_data $bytes $hexadecimal (i32.const 0) (i32.const 2)))
    (call $digits (local.get $number) (i64.const 16))))

;; At most 80 code units of a string, in quotes. It is not cut inside a character: before a continuation byte of UTF-8
;; or a low surrogate of UTF-16.
(func $show-string (param $value (ref null $string)) (result (ref $string))
  (local $part (ref $string)) (local $quote (ref $string)) (local $length i32) (local $unit i32)
  (local.set $length (array.len (local.get $value)))
  (if (i32.gt_u (local.get $length) (i32.const 80))
    (then
      (local.set $length (i32.const 81))
      (loop $inside
        (local.set $length (i32.sub (local.get $length) (i32.const 1)))
        (local.set $unit (array.get_u $string (local.get $value) (local.get $length)))
        (br_if $inside
          (i32.or
            (i32.eq (i32.and (local.get $unit) (i32.const 0xffc0)) (i32.const 0x80))
            (i32.eq (i32.and (local.get $unit) (i32.const 0xfc00)) (i32.const 0xdc00)))))))
  (local.set $part (array.new_default $string (local.get $length)))
  (array.copy $string $string (local.get $part) (i32.const 0)
    (local.get $value) (i32.const 0) (local.get $length))
  (local.set $quote (call $text (array.new_data $bytes $quote (i32.const 0) (i32.const 1))))
  (call $join (local.get $quote) (call $join (local.get $part) (local.get $quote))))

;; The name of a case: `$names` is a table of places and lengths.
(func $show-case (param $table i32) (param $case i32) (result (ref $string))
  (local $entry i32)
  (local.set $entry (i32.add (local.get $table) (i32.shl (local.get $case) (i32.const 3))))
  (call $join
    (call $text (array.new_data $bytes $case (i32.const 0) (i32.const 5)))
    (call $name (i32.load $script (local.get $entry)) (i32.load $script offset=4 (local.get $entry)))))

(func $show-length (param $length i32) (result (ref $string))
  (call $join
    (call $text (array.new_data $bytes $length (i32.const 0) (i32.const 7)))
    (call $show-unsigned (i64.extend_i32_u (local.get $length)))))

;; Starts the text of a difference; 0, so that comparisons can end with it.
(func $differ (param $want (ref $string)) (param $actual (ref $string)) (result i32)
  (global.set $difference
    (call $join
      (call $join
        (call $text (array.new_data $bytes $expected (i32.const 0) (i32.const 11)))
        (local.get $want))
      (call $join
        (call $text (array.new_data $bytes $got (i32.const 0) (i32.const 6)))
        (local.get $actual))))
  (i32.const 0))

;; Puts a part's name before the difference.
(func $within (param $offset i32) (param $length i32) (result i32)
  (global.set $difference
    (call $join (call $name (local.get $offset) (local.get $length)) (ref.as_non_null (global.get $difference))))
  (i32.const 0))

(func $within-element (param $index i32) (result i32)
  (global.set $difference
    (call $join
      (call $text (array.new_data $bytes $open (i32.const 0) (i32.const 1)))
      (call $join
        (call $show-unsigned (i64.extend_i32_u (local.get $index)))
        (call $join
          (call $text (array.new_data $bytes $close (i32.const 0) (i32.const 1)))
          (ref.as_non_null (global.get $difference))))))
  (i32.const 0))

;; Notes the difference of a value whose comparison gave 0, unless there is one already.
(func $check (param $same i32) (param $offset i32) (param $length i32)
  (if (local.get $same) (then (return)))
  (drop (call $within (local.get $offset) (local.get $length)))
  (if (ref.is_null (global.get $complaint)) (then (global.set $complaint (global.get $difference)))))

;; Comparisons of values without parts.

(func $same-unsigned (param $actual i32) (param $want i32) (result i32)
  (if (i32.eq (local.get $actual) (local.get $want)) (then (return (i32.const 1))))
  (call $differ
    (call $show-unsigned (i64.extend_i32_u (local.get $want)))
    (call $show-unsigned (i64.extend_i32_u (local.get $actual)))))

(func $same-signed (param $actual i32) (param $want i32) (result i32)
  (if (i32.eq (local.get $actual) (local.get $want)) (then (return (i32.const 1))))
  (call $differ
    (call $show-signed (i64.extend_i32_s (local.get $want)))
    (call $show-signed (i64.extend_i32_s (local.get $actual)))))

(func $same-bits (param $actual i32) (param $want i32) (result i32)
  (if (i32.eq (local.get $actual) (local.get $want)) (then (return (i32.const 1))))
  (call $differ
    (call $show-bits (i64.extend_i32_u (local.get $want)))
    (call $show-bits (i64.extend_i32_u (local.get $actual)))))

(func $same-unsigned64 (param $actual i64) (param $want i64) (result i32)
  (if (i64.eq (local.get $actual) (local.get $want)) (then (return (i32.const 1))))
  (call $differ (call $show-unsigned (local.get $want)) (call $show-unsigned (local.get $actual))))

(func $same-signed64 (param $actual i64) (param $want i64) (result i32)
  (if (i64.eq (local.get $actual) (local.get $want)) (then (return (i32.const 1))))
  (call $differ (call $show-signed (local.get $want)) (call $show-signed (local.get $actual))))

;; Floats are the same when their bits are, or when both are NaN.
(func $same-f32 (param $actual f32) (param $want f32) (result i32)
  (if (f32.ne (local.get $actual) (local.get $actual))
    (then (if (f32.ne (local.get $want) (local.get $want)) (then (return (i32.const 1))))))
  (call $same-bits (i32.reinterpret_f32 (local.get $actual)) (i32.reinterpret_f32 (local.get $want))))

(func $same-f64 (param $actual f64) (param $want f64) (result i32)
  (if (f64.ne (local.get $actual) (local.get $actual))
    (then (if (f64.ne (local.get $want) (local.get $want)) (then (return (i32.const 1))))))
  (if (i64.eq (i64.reinterpret_f64 (local.get $actual)) (i64.reinterpret_f64 (local.get $want)))
    (then (return (i32.const 1))))
  (call $differ
    (call $show-bits (i64.reinterpret_f64 (local.get $want)))
    (call $show-bits (i64.reinterpret_f64 (local.get $actual)))))

(func $same-case (param $actual i32) (param $want i32) (param $table i32) (result i32)
  (if (i32.eq (local.get $actual) (local.get $want)) (then (return (i32.const 1))))
  (call $differ
    (call $show-case (local.get $table) (local.get $want))
    (call $show-case (local.get $table) (local.get $actual))))

(func $same-length (param $actual i32) (param $want i32) (result i32)
  (if (i32.eq (local.get $actual) (local.get $want)) (then (return (i32.const 1))))
  (call $differ (call $show-length (local.get $want)) (call $show-length (local.get $actual))))

(func $same-string (param $actual (ref null $string)) (param $want (ref null $string)) (result i32)
  (local $at i32)
  (if (i32.eq (array.len (local.get $actual)) (array.len (local.get $want)))
    (then
      (block $other
        (loop $next
          (if (i32.ge_u (local.get $at) (array.len (local.get $want))) (then (return (i32.const 1))))
          (br_if $other
            (i32.ne
              (array.get_u $string (local.get $actual) (local.get $at))
              (array.get_u $string (local.get $want) (local.get $at))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $next)))))
  (call $differ (call $show-string (local.get $want)) (call $show-string (local.get $actual))))
