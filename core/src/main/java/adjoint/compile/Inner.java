package adjoint.compile;

import adjoint.expr.Body;
import adjoint.expr.Nested;
import adjoint.tensor.Tensor;
import java.util.Map;

/** The compiled form of a graph inside an op: one plan, bound to arrays for each use. */
final class Inner {
    private final Plan plan;

    Inner(Body body) {
        this.plan = Plan.compile(body.leaves(), body.results(), Map.of());
    }

    /** Arrays and code for the sizes of a call, for one thread. */
    Nested.Running bind(Map<String, Integer> sizes) {
        BoundPlan bound = plan.bind(sizes, 1);
        return new Nested.Running() {
            @Override
            public Tensor parameter(int i) {
                return bound.input(i);
            }

            @Override
            public Tensor result(int i) {
                return bound.output(i);
            }

            @Override
            public void run() {
                bound.runInside();
            }
        };
    }
}
