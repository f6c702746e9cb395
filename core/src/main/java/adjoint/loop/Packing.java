package adjoint.loop;

import adjoint.expr.Expr;
import adjoint.expr.Slicing;
import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Several arrays of one element type, one behind the other in one vector: the output of an op that has several. */
final class Packing {
    private final List<Shape> shapes;
    private final List<Dim> starts = new ArrayList<>();
    private Dim length = Dim.of(0);

    Packing(List<Shape> shapes) {
        this.shapes = List.copyOf(shapes);
        for (Shape shape : shapes) {
            starts.add(length);
            length = length.plus(volume(shape));
        }
    }

    static Dim volume(Shape shape) {
        Dim volume = Dim.ONE;
        for (Dim dim : shape.dims()) {
            volume = volume.times(dim);
        }
        return volume;
    }

    /** The number of all elements. */
    Dim length() {
        return length;
    }

    /** One of the arrays. */
    Expr part(Expr packed, int i) {
        Shape shape = shapes.get(i);
        return Expr.of(new Slicing.Slice(0, starts.get(i), 1, volume(shape)), packed)
                .reshape(shape);
    }
}
