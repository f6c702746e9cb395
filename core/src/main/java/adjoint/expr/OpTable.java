package adjoint.expr;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every op of this package with samples to try it on. What a generic test, a generated page or a reader wants to know of
 * all ops begins here.
 */
public final class OpTable {
    private OpTable() {}

    /** Samples of every op: stanzas in their classes' order, then structured ops. */
    public static List<Sample> all() {
        return Stream.of(
                        Stanza.samplesIn(Arithmetic.class),
                        Stanza.samplesIn(Maths.class),
                        Stanza.samplesIn(Logic.class),
                        Power.samples(),
                        Cast.samples(),
                        Reduction.samples(),
                        WeightedLogSumExp.samples(),
                        Normalisation.samples(),
                        Dot.samples(),
                        LinearAlgebra.samples(),
                        Layout.samples(),
                        Slicing.samples(),
                        Indexing.samples(),
                        Hook.samples(),
                        RandomNormal.samples(),
                        Leaf.samples())
                .flatMap(List::stream)
                .toList();
    }
}
