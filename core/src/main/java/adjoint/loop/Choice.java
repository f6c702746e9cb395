package adjoint.loop;

import adjoint.autodiff.Derivatives;
import adjoint.autodiff.GradientPolicy;
import adjoint.autodiff.Gradients;
import adjoint.expr.Body;
import adjoint.expr.Expr;
import adjoint.expr.Nested;
import adjoint.expr.Op;
import adjoint.expr.Slicing;
import adjoint.tensor.DType;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import adjoint.tensor.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A choice of which only the side taken is computed, forward and backward. The inputs are a truth value, the arguments that
 * both sides get, and what each side captures; the output is a vector of all results, one behind the other.
 *
 * @param yes the side taken where the truth value holds
 * @param no the other side
 * @param arguments how many arguments both sides get
 * @param sizes what the named sizes are, once the op is resolved
 */
record Choice(Body yes, Body no, int arguments, Map<String, Integer> sizes) implements Nested {
    /** See {@link Scan#ifElse}. */
    static List<Expr> of(
            Expr condition, List<Expr> arguments, UnaryOperator<List<Expr>> yes, UnaryOperator<List<Expr>> no) {
        if (condition.dtype() != DType.BOOL || condition.rank() != 0) {
            throw new ShapeException(
                    "ifElse: the condition must be one truth value, as x.sum().gt(0) is, not " + condition.type()
                            + "; use where(...) to choose element by element\n  made at " + condition.site());
        }
        List<Expr> inputs = new ArrayList<>(List.of(condition));
        inputs.addAll(arguments);
        Body first = side(arguments, yes, inputs);
        Body second = side(arguments, no, inputs);
        List<Expr> a = first.results();
        List<Expr> b = second.results();
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = a.get(i).type().equals(b.get(i).type());
        }
        if (!same || a.isEmpty()) {
            throw new ShapeException("ifElse: both sides must give the same types, but they give "
                    + a.stream().map(Expr::type).toList() + " and "
                    + b.stream().map(Expr::type).toList());
        }
        Choice choice = new Choice(first, second, arguments.size(), Map.of());
        Expr node = Expr.of(choice, inputs);
        List<Expr> results = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            results.add(choice.packing().part(node, i));
        }
        return results;
    }

    private static Body side(List<Expr> arguments, UnaryOperator<List<Expr>> write, List<Expr> inputs) {
        List<Expr> parameters = new ArrayList<>();
        for (Expr argument : arguments) {
            parameters.add(Body.parameter(argument.name() == null ? "argument" : argument.name(), argument));
        }
        return Body.capturing(parameters, write.apply(parameters), inputs);
    }

    private Packing packing() {
        return new Packing(yes.results().stream().map(Expr::shape).toList());
    }

    @Override
    public String name() {
        return "ifElse";
    }

    @Override
    public List<Body> bodies() {
        return List.of(yes, no);
    }

    @Override
    public Choice with(List<Body> others) {
        return new Choice(others.get(0), others.get(1), arguments, sizes);
    }

    @Override
    public Choice resolve(Map<String, Integer> known) {
        return new Choice(yes, no, arguments, Map.copyOf(known));
    }

    /** Where the inputs of a side are among the op's: its arguments, then what it captures. */
    private int[] places(boolean side) {
        int first = yes.parameters().size() - arguments;
        int count = (side ? yes : no).parameters().size();
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            places[i] = 1 + i + (i >= arguments && !side ? first : 0);
        }
        return places;
    }

    @Override
    public Type infer(List<Type> in) {
        Op.takes(1 + yes.parameters().size() + no.parameters().size() - arguments, in);
        for (boolean side : new boolean[] {true, false}) {
            int[] places = places(side);
            for (int i = 0; i < places.length; i++) {
                Type wanted = (side ? yes : no).parameters().get(i).type();
                if (!in.get(places[i]).equals(wanted)) {
                    throw new ShapeException(
                            "input " + places[i] + " must be " + wanted + ", not " + in.get(places[i]));
                }
            }
        }
        DType dtype = yes.results().get(0).dtype();
        if (yes.results().stream().anyMatch(result -> result.dtype() != dtype)) {
            throw new ShapeException("the results must be of one element type; cast them");
        }
        return Type.of(dtype, packing().length());
    }

    @Override
    public void eval(Tensor[] in, Tensor out) {
        bind(in, out, body -> new Interpreted(body, sizes)).run();
    }

    @Override
    public Runnable bind(Tensor[] in, Tensor out, Binder binder) {
        Runnable taken = bind(true, in, out, binder);
        Runnable other = bind(false, in, out, binder);
        return () -> (in[0].get(0) != 0 ? taken : other).run();
    }

    private Runnable bind(boolean side, Tensor[] in, Tensor out, Binder binder) {
        Running body = binder.bind(side ? yes : no);
        int[] places = places(side);
        int count = yes.results().size();
        return () -> {
            for (int i = 0; i < places.length; i++) {
                body.parameter(i).assign(in[places[i]]);
            }
            body.run();
            int at = 0;
            for (int i = 0; i < count; i++) {
                Tensor result = body.result(i);
                System.arraycopy(result.array(), 0, out.array(), at, result.size());
                at += result.size();
            }
        };
    }

    /** One side in terms of the op's inputs. */
    private List<Expr> inlined(boolean side, List<Expr> x) {
        return (side ? yes : no)
                .apply(Arrays.stream(places(side)).mapToObj(x::get).toList());
    }

    private static Expr flat(List<Expr> results, Shape shape) {
        List<Expr> parts = results.stream().map(result -> result.reshape(-1)).toList();
        Expr all = parts.size() == 1 ? parts.get(0) : Expr.of(new Slicing.Concat(0), parts);
        return all.broadcastTo(shape);
    }

    @Override
    public List<Expr> vjp(Expr y, Expr g, List<Expr> x) {
        List<Expr> cotangents = new ArrayList<>(Arrays.asList(new Expr[x.size()]));
        List<Integer> moving = new ArrayList<>();
        for (int i = 1; i < x.size(); i++) {
            if (x.get(i).dtype() == y.dtype() && y.dtype().isFloat()) {
                moving.add(i);
            }
        }
        if (moving.isEmpty()) {
            return cotangents;
        }
        List<Expr> arguments = new ArrayList<>(x.subList(1, x.size()));
        arguments.add(g);
        List<Expr> found = of(x.get(0), arguments, a -> slopes(true, y, a, moving), a -> slopes(false, y, a, moving));
        for (int k = 0; k < moving.size(); k++) {
            cotangents.set(moving.get(k), found.get(k));
        }
        return cotangents;
    }

    /** The cotangents of some inputs on one side; the last argument is the output's. */
    private List<Expr> slopes(boolean side, Expr y, List<Expr> arguments, List<Integer> moving) {
        List<Expr> x = new ArrayList<>(List.of(y));
        x.addAll(arguments);
        Expr output = flat(inlined(side, x), y.shape());
        List<Expr> wrt = moving.stream().map(x::get).toList();
        Map<Expr, Expr> known = Map.of(output, arguments.get(arguments.size() - 1));
        return Gradients.knownGradients(known, wrt, GradientPolicy.exact().zeroWhereDisconnected())
                .all();
    }

    @Override
    public Optional<Expr> jvp(Expr y, List<Expr> t, List<Expr> x) {
        List<Integer> moving = new ArrayList<>();
        List<Expr> arguments = new ArrayList<>(x.subList(1, x.size()));
        for (int i = 1; i < x.size(); i++) {
            if (t.get(i) != null && x.get(i).dtype() == y.dtype()) {
                moving.add(i);
                arguments.add(t.get(i));
            }
        }
        if (moving.isEmpty()) {
            return Optional.of(y.zeros());
        }
        return Optional.of(of(x.get(0), arguments, a -> moved(true, y, a, moving), a -> moved(false, y, a, moving))
                .get(0));
    }

    private List<Expr> moved(boolean side, Expr y, List<Expr> arguments, List<Integer> moving) {
        List<Expr> x = new ArrayList<>(List.of(y));
        x.addAll(arguments);
        Expr output = flat(inlined(side, x), y.shape());
        List<Expr> wrt = moving.stream().map(x::get).toList();
        return List.of(
                Derivatives.jvp(output, wrt, arguments.subList(arguments.size() - moving.size(), arguments.size())));
    }

    @Override
    public String convention() {
        return "only the side taken is computed; the other one's inputs get a gradient of exactly 0";
    }
}
