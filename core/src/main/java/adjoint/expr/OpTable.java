package adjoint.expr;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every op of this package with samples to try it on. What a generic test, a generated page or a reader wants to know of
 * all ops begins here.
 */
public final class OpTable {
    private OpTable() {}

    /** Ops that belong together, under a heading. */
    public record Group(String title, List<Sample> samples) {}

    /** All groups: stanzas in the order of their sources, then structured ops. */
    public static List<Group> groups() {
        return List.of(
                new Group("Arithmetic", ElementwiseOp.samplesIn(Arithmetic.class)),
                new Group("Functions", ElementwiseOp.samplesIn(Maths.class)),
                new Group("Probabilities of intervals", ElementwiseOp.samplesIn(Intervals.class)),
                new Group("Truth values", ElementwiseOp.samplesIn(Logic.class)),
                new Group("Powers and casts", join(Power.samples(), join(Exprel.samples(), Cast.samples()))),
                new Group("Reductions", join(Reduction.samples(), WeightedLogSumExp.samples())),
                new Group(
                        "Normalisations",
                        join(
                                Normalisation.samples(),
                                join(
                                        WeightedShares.samples(),
                                        join(LogSoftmaxGrad.samples(), RunningSoftmax.samples())))),
                new Group("Linear algebra", join(Dot.samples(), LinearAlgebra.samples())),
                new Group("Shapes", Layout.samples()),
                new Group("Slices and joins", Slicing.samples()),
                new Group("Indices", Indexing.samples()),
                new Group("Batches", Batched.samples()),
                new Group("Marks", Hook.samples()),
                new Group("Leaves", join(Leaf.samples(), join(RandomNormal.samples(), RandomUniform.samples()))),
                new Group("Random draws", join(RandomDraws.samples(), LogGammaSlope.samples())));
    }

    /** Samples of every op, group by group. */
    public static List<Sample> all() {
        return groups().stream().flatMap(group -> group.samples().stream()).toList();
    }

    private static List<Sample> join(List<Sample> first, List<Sample> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
