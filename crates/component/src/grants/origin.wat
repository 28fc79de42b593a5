  ;; Where the last request goes, as text.
  (global $origin (mut i32) (i32.const 0))
  (global $origin-size (mut i32) (i32.const 0))

  ;; Whether a text is of a pattern in which `*` stands for any text.
  (func $fits (param $pattern i32) (param $pattern-end i32) (param $text i32) (param $end i32) (result i32)
    (loop $next
      (if (i32.eq (local.get $pattern) (local.get $pattern-end))
        (then (return (i32.eq (local.get $text) (local.get $end)))))
      (if (i32.eq (i32.load8_u (local.get $pattern)) (i32.const 0x2a))
        (then
          (local.set $pattern (i32.add (local.get $pattern) (i32.const 1)))
          (loop $longer
            (if (call $fits (local.get $pattern) (local.get $pattern-end) (local.get $text) (local.get $end))
              (then (return (i32.const 1))))
            (if (i32.eq (local.get $text) (local.get $end)) (then (return (i32.const 0))))
            (local.set $text (i32.add (local.get $text) (i32.const 1)))
            (br $longer))))
      (if (i32.eq (local.get $text) (local.get $end)) (then (return (i32.const 0))))
      (if (i32.ne (i32.load8_u (local.get $pattern)) (i32.load8_u (local.get $text)))
        (then (return (i32.const 0))))
      (local.set $pattern (i32.add (local.get $pattern) (i32.const 1)))
      (local.set $text (i32.add (local.get $text) (i32.const 1)))
      (br $next))
    (unreachable))

  (func $is-digit (param $byte i32) (result i32)
    (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x30)) (i32.const 10)))

  ;; Whether a host's name may have this byte; all letters are small by now.
  (func $is-of-name (param $byte i32) (result i32)
    (i32.or
      (i32.or
        (call $is-digit (local.get $byte))
        (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x61)) (i32.const 26)))
      (i32.or
        (i32.eq (local.get $byte) (i32.const 0x5f))
        (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x2d)) (i32.const 2)))))

  ;; Writes `scheme://host:port` in the one form that patterns have. Nothing when the authority is none, or has a user.
  (func $normal (param $is-https i32) (param $text i32) (param $size i32) (result i32)
    (local $at i32) (local $end i32) (local $out i32) (local $host i32) (local $byte i32)
    (local $in-brackets i32) (local $port i32) (local $unit i32)
    (local.set $out
      (call $realloc (i32.const 0) (i32.const 0) (i32.const 1) (i32.add (local.get $size) (i32.const 16))))
    (global.set $origin (local.get $out))
    (memory.copy (local.get $out) (i32.const {schemes}) (i32.const 8))
    (local.set $host (i32.add (local.get $out) (i32.const 8)))
    (if (i32.eqz (local.get $is-https))
      (then
        (memory.copy (local.get $out) (i32.const {schemes-http}) (i32.const 7))
        (local.set $host (i32.add (local.get $out) (i32.const 7)))))
    (local.set $out (local.get $host))
    (local.set $at (local.get $text))
    (local.set $end (i32.add (local.get $text) (local.get $size)))
    (block $host-ends
      (loop $next
        (br_if $host-ends (i32.eq (local.get $at) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $at)))
        (if (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x41)) (i32.const 26))
          (then (local.set $byte (i32.add (local.get $byte) (i32.const 0x20)))))
        (if (local.get $in-brackets)
          (then
            (if (i32.eq (local.get $byte) (i32.const 0x5d))
              (then (local.set $in-brackets (i32.const 0)))
              (else
                (if (i32.eqz
                      (i32.or
                        (call $is-of-name (local.get $byte))
                        (i32.eq (local.get $byte) (i32.const 0x3a))))
                  (then (return (i32.const 0)))))))
          (else
            (br_if $host-ends (i32.eq (local.get $byte) (i32.const 0x3a)))
            (if (i32.and
                  (i32.eq (local.get $byte) (i32.const 0x5b))
                  (i32.eq (local.get $at) (local.get $text)))
              (then (local.set $in-brackets (i32.const 1)))
              (else
                (if (i32.eqz (call $is-of-name (local.get $byte))) (then (return (i32.const 0))))))))
        (i32.store8 (local.get $out) (local.get $byte))
        (local.set $out (i32.add (local.get $out) (i32.const 1)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (if (i32.or (local.get $in-brackets) (i32.eq (local.get $out) (local.get $host)))
      (then (return (i32.const 0))))
    ;; The dot of the root.
    (if (i32.eq (i32.load8_u (i32.sub (local.get $out) (i32.const 1))) (i32.const 0x2e))
      (then (local.set $out (i32.sub (local.get $out) (i32.const 1)))))
    (if (i32.or
          (i32.eq (local.get $out) (local.get $host))
          (i32.eq (i32.load8_u (local.get $host)) (i32.const 0x2e)))
      (then (return (i32.const 0))))
    ;; The port, or the scheme's own.
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (if (i32.ge_u (local.get $at) (local.get $end))
      (then (local.set $port (select (i32.const 443) (i32.const 80) (local.get $is-https))))
      (else
        (loop $digit
          (local.set $byte (i32.load8_u (local.get $at)))
          (if (i32.eqz (call $is-digit (local.get $byte))) (then (return (i32.const 0))))
          (local.set $port
            (i32.add
              (i32.mul (local.get $port) (i32.const 10))
              (i32.sub (local.get $byte) (i32.const 0x30))))
          (if (i32.gt_u (local.get $port) (i32.const 65535)) (then (return (i32.const 0))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br_if $digit (i32.lt_u (local.get $at) (local.get $end))))))
    (if (i32.eqz (local.get $port)) (then (return (i32.const 0))))
    (i32.store8 (local.get $out) (i32.const 0x3a))
    (local.set $unit (i32.const 10000))
    (loop $smaller
      (if (i32.ge_u (local.get $port) (local.get $unit))
        (then
          (local.set $out (i32.add (local.get $out) (i32.const 1)))
          (i32.store8
            (local.get $out)
            (i32.add
              (i32.rem_u (i32.div_u (local.get $port) (local.get $unit)) (i32.const 10))
              (i32.const 0x30)))))
      (local.set $unit (i32.div_u (local.get $unit) (i32.const 10)))
      (br_if $smaller (local.get $unit)))
    (global.set $origin-size
      (i32.sub (i32.add (local.get $out) (i32.const 1)) (global.get $origin)))
    (i32.const 1))

  ;; Whether a request goes to one of a table of patterns. Without a scheme of its own it gets `https`, so that no host
  ;; has to guess.
  (func $granted (param $request i32) (param $table i32) (result i32)
    (local $is-https i32) (local $left i32) (local $at i32)
    (global.set $origin-size (i32.const 0))
    (local.set $is-https (i32.const 1))
    (call {scheme} (local.get $request) (i32.const {result}))
    (if (i32.load8_u (i32.const {result}))
      (then
        ;; HTTP, HTTPS, or another one.
        (if (i32.gt_u (i32.load8_u offset=4 (i32.const {result})) (i32.const 1))
          (then (return (i32.const 0))))
        (local.set $is-https (i32.load8_u offset=4 (i32.const {result}))))
      (else
        (if (call {set-scheme}
              (local.get $request)
              (i32.const 1)
              (i32.const 1)
              (i32.const 0)
              (i32.const 0))
          (then (return (i32.const 0))))))
    (call {authority} (local.get $request) (i32.const {result}))
    (if (i32.eqz (i32.load8_u (i32.const {result}))) (then (return (i32.const 0))))
    (global.set $origin (i32.load offset=4 (i32.const {result})))
    (global.set $origin-size (i32.load offset=8 (i32.const {result})))
    (if (i32.eqz
          (call $normal (local.get $is-https) (global.get $origin) (global.get $origin-size)))
      (then
        (global.set $origin (i32.load offset=4 (i32.const {result})))
        (return (i32.const 0))))
    (local.set $left (i32.load (local.get $table)))
    (local.set $at (i32.add (local.get $table) (i32.const 4)))
    (loop $next
      (if (i32.eqz (local.get $left)) (then (return (i32.const 0))))
      (if (call $fits
            (i32.load (local.get $at))
            (i32.add (i32.load (local.get $at)) (i32.load offset=4 (local.get $at)))
            (global.get $origin)
            (i32.add (global.get $origin) (global.get $origin-size)))
        (then (return (i32.const 1))))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br $next))
    (unreachable))
