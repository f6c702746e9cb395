package adjoint.mdn.train;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Times one epoch of the calling thread, and within it the compiled steps. */
final class Stopwatch {
    private static final double NANOS = 1e9;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long start = System.nanoTime();
    private final long cpuStart = THREADS.getCurrentThreadCpuTime();
    private long inSteps;

    void step(Runnable step) {
        long before = System.nanoTime();
        step.run();
        inSteps += System.nanoTime() - before;
    }

    double seconds() {
        return (System.nanoTime() - start) / NANOS;
    }

    double stepSeconds() {
        return inSteps / NANOS;
    }

    double cpuSeconds() {
        return (THREADS.getCurrentThreadCpuTime() - cpuStart) / NANOS;
    }
}
