;; Hamming distances between one packed code and many, 16 bytes at a time.
;; Codes lie one after another; `bytes` is a multiple of 16; distances are 16 bits each.
(module
  (memory (export "memory") 1)
  (func (export "distances")
    (param $query i32) (param $codes i32) (param $count i32) (param $bytes i32) (param $out i32)
    (local $end i32) (local $at i32) (local $sum v128)
    (local.set $end
      (i32.add (local.get $codes) (i32.mul (local.get $count) (local.get $bytes))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $codes) (local.get $end)))
        (local.set $sum (v128.const i64x2 0 0))
        (local.set $at (i32.const 0))
        (loop $more
          (local.set $sum
            (i16x8.add
              (local.get $sum)
              (i16x8.extadd_pairwise_i8x16_u
                (i8x16.popcnt
                  (v128.xor
                    (v128.load (i32.add (local.get $query) (local.get $at)))
                    (v128.load (i32.add (local.get $codes) (local.get $at))))))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $more (i32.lt_u (local.get $at) (local.get $bytes))))
        (local.set $sum (i32x4.extadd_pairwise_i16x8_u (local.get $sum)))
        (i32.store16
          (local.get $out)
          (i32.add
            (i32.add
              (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
            (i32.add
              (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))
        (local.set $out (i32.add (local.get $out) (i32.const 2)))
        (local.set $codes (i32.add (local.get $codes) (local.get $bytes)))
        (br $next)))))
