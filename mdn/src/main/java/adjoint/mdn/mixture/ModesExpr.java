package adjoint.mdn.mixture;

import adjoint.expr.Expr;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import java.util.stream.Stream;

/**
 * The modes of a batch of mixtures, as expressions.
 *
 * @param all where the {@linkplain Ascent ascent} from each component's mean ends, [batch, D, K]
 * @param logDensities there, [batch, K]
 */
record ModesExpr(Expr all, Expr logDensities) {
    static ModesExpr of(MixtureExpr mixture) {
        Dim batch = mixture.batch();
        int dimension = mixture.dimension();
        int size = mixture.size();
        MixtureExpr repeated = mixture.with(mixture.parts().stream()
                .map(part -> repeated(part, batch, size))
                .toList());
        Expr starts = mixture.means().transpose(0, 2, 1).reshape(batch.times(Dim.of(size)), dimension);
        Expr tops = Ascent.of(repeated, starts);
        return new ModesExpr(
                tops.reshape(batch, size, dimension).transpose(0, 2, 1),
                repeated.logDensity(tops).reshape(batch, size));
    }

    /** The densest mode, [batch, D]. An ascent of its own keeps the others out of its derivatives. */
    static Expr densest(MixtureExpr mixture) {
        ModesExpr modes = of(mixture);
        Expr start = MixtureExpr.pick(modes.all, modes.logDensities.argMax(1));
        return Ascent.of(mixture.perRow(), start);
    }

    /** Every row as many times as there are components: [batch, ...] to [batch * K, ...]. */
    private static Expr repeated(Expr part, Dim batch, int size) {
        Shape rest = new Shape(part.shape().dims().subList(1, part.rank()));
        Shape rows = new Shape(Stream.concat(Stream.of(batch, Dim.of(size)), rest.dims().stream())
                .toList());
        return part.expand(1)
                .broadcastTo(rows)
                .reshape(new Shape(Stream.concat(Stream.of(batch.times(Dim.of(size))), rest.dims().stream())
                        .toList()));
    }
}
