package adjoint.loop;

import adjoint.expr.Body;
import adjoint.expr.Interpreter;
import adjoint.expr.Leaf;
import adjoint.expr.Nested;
import adjoint.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A body computed by plain evaluation. */
final class Interpreted implements Nested.Running {
    private final Body body;
    private final Map<String, Integer> sizes;
    private final List<Tensor> parameters;
    private List<Tensor> results = List.of();

    Interpreted(Body body, Map<String, Integer> sizes) {
        this.body = body;
        this.sizes = sizes;
        this.parameters = body.parameters().stream()
                .map(p -> Tensor.zeros(p.dtype(), p.shape().evaluate(sizes)))
                .toList();
    }

    @Override
    public Tensor parameter(int i) {
        return parameters.get(i);
    }

    @Override
    public Tensor result(int i) {
        return results.get(i);
    }

    @Override
    public void run() {
        Map<Leaf.Input, Tensor> given = new IdentityHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            given.put(body.leaves().get(i), parameters.get(i).copy());
        }
        results = Interpreter.evaluate(body.results(), given, sizes);
    }
}
