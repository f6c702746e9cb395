#!/usr/bin/env bash
# Package:  org.hipparchus:hipparchus-core 4.0.2
# Expected: eigenvalues scale with their matrix: those of s*A are s times those of A. {{1,2,3},{2,4,6},{3,6,9}} has 14, 0, 0.
# Does:     EigenDecompositionNonSymmetric finds 14, 0, 0 at s = 1, a complex pair 7 +- 7i at s = 1e-160 (of a symmetric
#           matrix!) and 7, 7, 0 at s = 1e-200, each time without a word.
# Checked:  the matrix is v v' with v = (1, 2, 3), so its eigenvalues are v'v = 14 and 0 twice; the trace is 14.
#           EJML 0.44.0 on the same matrices keeps 14 (last column).
# Matters:  absolute thresholds hide in decompositions: scale a Hessian or a covariance before you trust its spectrum.
set -euo pipefail
. "$(dirname "$0")/common.sh"
maven org.hipparchus:hipparchus-core:4.0.2 org.ejml:ejml-simple:0.44.0
cat > Main.java <<'JAVA'
import java.util.Locale;
import org.ejml.simple.SimpleMatrix;
import org.hipparchus.complex.Complex;
import org.hipparchus.linear.*;

public class Main {
    public static void main(String[] args) {
        for (double scale : new double[] {1, 1e-100, 1e-160, 1e-200}) {
            double[][] a = new double[3][3];
            for (int i = 0; i < 9; i++) {
                a[i / 3][i % 3] = (i / 3 + 1) * (i % 3 + 1) * scale;
            }
            StringBuilder line = new StringBuilder("scale " + scale + ", eigenvalues / scale:");
            for (Complex c : new EigenDecompositionNonSymmetric(new Array2DRowRealMatrix(a)).getEigenvalues()) {
                line.append(String.format(Locale.ROOT, " (%.4f, %.4f)", clean(c.getRealPart() / scale), clean(c.getImaginaryPart() / scale)));
            }
            double largest = 0;
            for (var c : new SimpleMatrix(a).eig().getEigenvalues()) {
                largest = Math.max(largest, c.real / scale);
            }
            System.out.println(line + String.format(Locale.ROOT, "; EJML's largest %.4f", largest));
        }
    }

    static double clean(double x) {
        return Math.abs(x) < 1e-9 ? 0 : x;
    }
}
JAVA
java -cp 'jars/*' Main.java > seen
compare <<'END'
scale 1.0, eigenvalues / scale: (0.0000, 0.0000) (14.0000, 0.0000) (0.0000, 0.0000); EJML's largest 14.0000
scale 1.0E-100, eigenvalues / scale: (0.0000, 0.0000) (14.0000, 0.0000) (0.0000, 0.0000); EJML's largest 14.0000
scale 1.0E-160, eigenvalues / scale: (7.0000, 7.0000) (7.0000, -7.0000) (0.0000, 0.0000); EJML's largest 14.0000
scale 1.0E-200, eigenvalues / scale: (7.0000, 0.0000) (7.0000, 0.0000) (0.0000, 0.0000); EJML's largest 14.0000
END
