package adjoint.compile;

import adjoint.expr.Loop;
import adjoint.kernel.Window;

/**
 * A fused instruction over fixed arrays: for each tile, loads what is not read in place, runs every op's loop, and stores
 * what is not written in place. Each loop is a kernel over zero-offset arrays of one length, as the JIT vectorises best.
 */
final class Tiles implements Runnable {
    /** Copies a tile of an operand to scratch. */
    record Load(Window window, Object source, Object target) {
        void run(int start, int n) {
            window.read(source, start, n, target);
        }
    }

    /** Copies a tile of a result from scratch to its array. */
    record Store(Object source, Object target) {
        void run(int start, int n) {
            System.arraycopy(source, 0, target, start, n);
        }
    }

    private final int from;
    private final int to;
    private final int tile;
    private final Load[] once;
    private final Load[] loads;
    private final Loop[] loops;
    private final Store[] stores;

    /** Tiles of the elements from one on up to another, exclusive. */
    Tiles(int from, int to, int tile, Load[] once, Load[] loads, Loop[] loops, Store[] stores) {
        this.from = from;
        this.to = to;
        this.tile = tile;
        this.once = once;
        this.loads = loads;
        this.loops = loops;
        this.stores = stores;
    }

    @Override
    public void run() {
        for (Load load : once) {
            load.run(from, Math.min(tile, to - from));
        }
        for (int start = from; start < to; start += tile) {
            int n = Math.min(tile, to - start);
            for (Load load : loads) {
                load.run(start, n);
            }
            for (Loop loop : loops) {
                loop.run(n);
            }
            for (Store store : stores) {
                store.run(start, n);
            }
        }
    }
}
