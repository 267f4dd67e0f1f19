;; Reads the text of a wasm that stands in a module (inline.mjs): UTF-8 from 2,048 on, first the characters of the bytes from 0
;; to 255, then the bytes, one character each. They are written over the text, from 2,048 on: no character is shorter than its byte.
(module
  (memory (export "memory") 1)
  ;; Whose character has which byte: below 2,048, as far as two bytes of UTF-8 reach.
  (func (export "read") (param $length i32)
    (local $count i32)
    (local $at i32)
    (local $character i32)
    (loop $next
      (local.set $character (i32.load8_u offset=2048 (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (if (i32.ge_u (local.get $character) (i32.const 128))
        (then
          (local.set $character
            (i32.or
              (i32.shl (i32.and (local.get $character) (i32.const 31)) (i32.const 6))
              (i32.and (i32.load8_u offset=2048 (local.get $at)) (i32.const 63))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))))
      (if (i32.lt_u (local.get $count) (i32.const 256))
        (then (i32.store8 (local.get $character) (local.get $count)))
        (else
          (i32.store8 offset=1792 (local.get $count) (i32.load8_u (local.get $character)))))
      (local.set $count (i32.add (local.get $count) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $length))))))
