#!/usr/bin/env bash
# Packages: org.apache.commons:commons-numbers-gamma 1.2, org.hipparchus:hipparchus-core 4.0.2
# Expected: just above the pole at -1, at x = -1 + h, digamma is about -1/h: at h = 2^-53, where x is a double, -9.007e15.
# Does:     Commons Numbers says -5.545e15, 38 % off: it reflects, and 1 - x is rounded. Its own Trigamma is right at the
#           same points, so a function and its derivative disagree. R 4.2.2 has the same wrong digits. Hipparchus is right
#           here, but has only 11 digits at h = 2^-10.
# Checked:  the recurrence psi(x) = psi(x + 2) - 1/x - 1/(x + 1), in which x + 1 = h is exact (column "right"); and 60
#           digits of mpmath give -9007199254740991.577 at h = 2^-53.
# Matters:  digamma is the derivative of log-gamma. Near poles shift up, where the sums are exact, and do not reflect; and
#           that two libraries agree proves nothing where they share a method.
set -euo pipefail
. "$(dirname "$0")/common.sh"
maven org.apache.commons:commons-numbers-gamma:1.2 org.hipparchus:hipparchus-core:4.0.2
cat > Main.java <<'JAVA'
import org.apache.commons.numbers.gamma.*;

public class Main {
    public static void main(String[] args) {
        for (int bits : new int[] {10, 30, 45, 51, 52, 53}) {
            double h = Math.scalb(1.0, -bits);
            double x = -1 + h;
            double right = Digamma.value(x + 2) - 1 / x - 1 / h;
            System.out.println("-1 + 2^-" + bits + ": Commons " + Digamma.value(x) + ", Hipparchus "
                    + org.hipparchus.special.Gamma.digamma(x) + ", right " + right + ", Trigamma * h^2 " + Trigamma.value(x) * h * h);
        }
    }
}
JAVA
java -cp 'jars/*' Main.java > seen
compare <<'END'
-1 + 2^-10: Commons -1023.5746329122339, Hipparchus -1023.5746329151243, right -1023.574632912234, Trigamma * h^2 1.0000025220350088
-1 + 2^-30: Commons -1.0737418302420967E9, Hipparchus -1.0737418235772157E9, right -1.0737418235772157E9, Trigamma * h^2 1.0
-1 + 2^-45: Commons -3.514699208257961E13, Hipparchus -3.518437208883158E13, right -3.518437208883158E13, Trigamma * h^2 1.0
-1 + 2^-51: Commons -2.1595675253444565E15, Hipparchus -2.2517998136852475E15, right -2.2517998136852475E15, Trigamma * h^2 1.0
-1 + 2^-52: Commons -3.108508488097331E15, Hipparchus -4.503599627370496E15, right -4.5035996273704955E15, Trigamma * h^2 1.0
-1 + 2^-53: Commons -5.545090608933966E15, Hipparchus -9.007199254740991E15, right -9.007199254740992E15, Trigamma * h^2 1.0
END
