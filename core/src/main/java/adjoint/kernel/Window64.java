package adjoint.kernel;

import java.util.Arrays;

/** The reading loops of {@link Window} for floats, run by run along the innermost axis. */
// @Twin
final class Window64 {
    private Window64() {}

    static void read(Window w, double[] src, int start, int n, double[] dst) {
        if (w.table != null) {
            for (int i = 0; i < n; i++) {
                dst[i] = src[w.table[start + i]];
            }
            return;
        }
        if (w.isConstant()) {
            Arrays.fill(dst, 0, n, src[w.offset]);
            return;
        }
        int last = w.dims.length - 1;
        int row = w.dims[last];
        int step = w.strides[last];
        for (int done = 0; done < n; ) {
            int column = (start + done) % row;
            int from = w.place((start + done) / row, last) + column * step;
            int count = Math.min(row - column, n - done);
            if (step == 1) {
                System.arraycopy(src, from, dst, done, count);
            } else if (step == 0) {
                Arrays.fill(dst, done, done + count, src[from]);
            } else {
                for (int i = 0; i < count; i++) {
                    dst[done + i] = src[from + i * step];
                }
            }
            done += count;
        }
    }
}
