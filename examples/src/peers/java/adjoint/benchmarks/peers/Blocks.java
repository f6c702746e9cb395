package adjoint.benchmarks.peers;

/**
 * Times the steps of two peers in turn, in blocks of a tenth of a second: whatever else the machine does meets both alike,
 * and each has its own data in the caches and its own threads awake. The first tenth of each block is left out, in which the
 * other's idle threads may still spin.
 */
final class Blocks {
    private static final long BLOCK_NANOS = 100_000_000;

    private final Peer ours;
    private final Peer theirs;
    private final Samples ourMicros = new Samples();
    private final Samples theirMicros = new Samples();

    Blocks(Peer ours, Peer theirs) {
        this.ours = ours;
        this.theirs = theirs;
    }

    /** Runs both in turn for that long in all. */
    void run(double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            block(ours, ourMicros);
            block(theirs, theirMicros);
        }
    }

    private static void block(Peer peer, Samples micros) {
        long begin = System.nanoTime();
        long now = begin;
        while (now - begin < BLOCK_NANOS) {
            long start = now;
            peer.step();
            now = System.nanoTime();
            if (start - begin > BLOCK_NANOS / 10) {
                micros.add((now - start) / 1e3);
            }
        }
    }

    void forget() {
        ourMicros.forget();
        theirMicros.forget();
    }

    Samples ours() {
        return ourMicros;
    }

    Samples theirs() {
        return theirMicros;
    }
}
