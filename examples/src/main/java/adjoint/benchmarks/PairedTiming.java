package adjoint.benchmarks;

import java.util.Arrays;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Times two pieces of code in turn, so that whatever else the machine does meets both alike. The median of each
 * iteration is reported beside JMH's own score, which is the time of a whole turn.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class PairedTiming {
    static final int KEPT = 4096;

    private final double[] first = new double[KEPT];
    private final double[] second = new double[KEPT];
    private int turns;

    /** The median time of what could not take turns in microseconds, where there is such a thing. */
    public double threadedMicros;

    /** Forgets what earlier iterations measured. */
    @Setup(Level.Iteration)
    public void forget() {
        turns = 0;
    }

    /** Runs one after the other and notes their times. */
    void take(Runnable one, Runnable other) {
        int at = turns++ % KEPT;
        long start = System.nanoTime();
        one.run();
        long middle = System.nanoTime();
        other.run();
        first[at] = (middle - start) / 1e3;
        second[at] = (System.nanoTime() - middle) / 1e3;
    }

    /** The median time of the first piece in microseconds. */
    public double stepMicros() {
        return median(first, turns);
    }

    /** The median time of the second piece in microseconds. */
    public double productsMicros() {
        return median(second, turns);
    }

    /** The median of so many measurements, of which the array holds the latest. */
    static double median(double[] micros, int count) {
        double[] sorted = Arrays.copyOf(micros, Math.min(count, micros.length));
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
