import fc from "fast-check";

const digits = (min: number, max: number) => fc.stringMatching(new RegExp(`^\\d{${min},${max}}$`));

/** Any number literal of JSON (RFC 8259, section 6), often one that JavaScript would change. */
export const numberLiteral: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("", "-"),
    fc.oneof(
      fc.constant("0"),
      digits(0, 25).map((rest) => `7${rest}`),
    ),
    fc.oneof(
      fc.constant(""),
      digits(1, 25).map((rest) => `.${rest}`),
      digits(1, 4).map((rest) => `.000000${rest}`),
    ),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant("") },
      fc.tuple(fc.constantFrom("e", "E"), fc.constantFrom("", "+", "-"), digits(1, 4)).map((parts) => parts.join("")),
    ),
  )
  .map((parts) => parts.join(""));

/** The literal of any integer, as long ones as JavaScript cannot hold, and 7.0. */
export const integerLiteral: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom("", "-"), digits(0, 25), fc.constantFrom("", ".0"))
  .map(([sign, rest, fraction]) => (rest.length < 15 ? `${sign}7${rest}${fraction}` : `${sign}7${rest}`));
