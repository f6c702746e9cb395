#!/usr/bin/env bash
# Package:  dev.ludovic.netlib:lapack 3.2.0
# Expected: dgesdd with jobz = S takes U of [m, k] and V' of [k, n], where k is the smaller of m and n, as LAPACK says.
# Does:     it refuses arrays of that size: for a tall matrix it wants U of [m, m], for a wide one V' of [n, n].
# Checked:  the same call with the larger arrays leaves all beyond the thin part as it was, and gives the values sqrt(8), sqrt(2).
# Matters:  the thin decomposition is there to save that room; for 1,000,000 x 10 the wrapper wants 8 TB for 80 MB.
set -euo pipefail
. "$(dirname "$0")/common.sh"
maven dev.ludovic.netlib:lapack:3.2.0
cat > Main.java <<'JAVA'
import dev.ludovic.netlib.lapack.JavaLAPACK;
import java.util.Arrays;
import org.netlib.util.intW;

public class Main {
    /** A 4 x 2 matrix of orthogonal columns of lengths sqrt(8) and sqrt(2). */
    static void decompose(int sizeOfU) {
        double[] a = {2, 2, 0, 0, 0, 0, 1, 1};
        double[] s = new double[2];
        double[] u = new double[sizeOfU];
        double[] vt = new double[4];
        Arrays.fill(u, 7);
        intW info = new intW(0);
        try {
            JavaLAPACK.getInstance().dgesdd("S", 4, 2, a, 4, s, u, 4, vt, 2, new double[500], 500, new int[16], info);
            System.out.printf("U of %d: s = %.6f %.6f, info %d, beyond 8: %s%n", sizeOfU, s[0], s[1], info.val,
                    Arrays.toString(Arrays.copyOfRange(u, 8, u.length)));
        } catch (IndexOutOfBoundsException e) {
            System.out.printf("U of %d: %s%n", sizeOfU, e.getMessage());
        }
    }

    public static void main(String[] args) {
        decompose(8);
        decompose(16);
    }
}
JAVA
java -Ddev.ludovic.netlib.lapack.allowNative=false -cp 'jars/*' Main.java > seen 2> /dev/null
compare <<'END'
U of 8: Index 15 out of bounds for length 8
U of 16: s = 2.828427 1.414214, info 0, beyond 8: [7.0, 7.0, 7.0, 7.0, 7.0, 7.0, 7.0, 7.0]
END
