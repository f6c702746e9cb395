#!/usr/bin/env bash
# Package:  org.la4j:la4j 0.6.0
# Expected: the norm of (3s, 4s) is 5s, the sum 7s and the product 12 s^2, until doubles underflow near 1e-308.
# Does:     no norm above 0 is below 1e-26: at s = 1e-100 it is 1e-26, 74 decades too much. Sums stop at 1e-52. The
#           behaviour is that of rounding upwards to a fixed number of decimal places.
# Checked:  3-4-5 triangle; Math.hypot gives 5e-100 (last column).
# Matters:  "is the gradient's norm below eps?" is never true for eps < 1e-26, and a normalised tiny vector is not of
#           length 1.
set -euo pipefail
. "$(dirname "$0")/common.sh"
maven org.la4j:la4j:0.6.0
cat > Main.java <<'JAVA'
import org.la4j.Vector;

public class Main {
    public static void main(String[] args) {
        for (double s : new double[] {1e-10, 1e-20, 1e-30, 1e-60, 1e-100}) {
            Vector v = Vector.fromArray(new double[] {3 * s, 4 * s});
            System.out.println("s = " + s + ": norm " + v.norm() + ", sum " + v.sum() + ", product " + v.product()
                    + "; hypot " + Math.hypot(3 * s, 4 * s));
        }
    }
}
JAVA
java -cp 'jars/*' Main.java > seen
compare <<'END'
s = 1.0E-10: norm 5.0E-10, sum 7.000000000000001E-10, product 1.2E-19; hypot 5.0E-10
s = 1.0E-20: norm 5.0E-20, sum 7.0E-20, product 1.2E-39; hypot 5.0E-20
s = 1.0E-30: norm 1.0E-26, sum 7.0E-30, product 1.0E-52; hypot 5.0000000000000004E-30
s = 1.0E-60: norm 1.0E-26, sum 1.0E-52, product 1.0E-52; hypot 4.999999999999999E-60
s = 1.0E-100: norm 1.0E-26, sum 1.0E-52, product 1.0E-52; hypot 5.0E-100
END
