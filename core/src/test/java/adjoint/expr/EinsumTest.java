package adjoint.expr;

import static adjoint.Adjoint.einsum;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.tensor.DType;
import adjoint.tensor.ShapeException;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EinsumTest {
    private static final Map<Character, Integer> SIZES = Map.of('i', 2, 'j', 3, 'k', 4, 'l', 2, 'm', 3, 'b', 2, 'c', 1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ij,jk->ik",
                "bij,bjk->bik",
                "bij,bkj->bik",
                "bji,bjk->kbi",
                "ij,kj->ik",
                "ji,kj->ki",
                "ij->ji",
                "ij->",
                "ii->i",
                "ii",
                "iji->j",
                "iij,jk->ik",
                "i,j->ij",
                "i,i->",
                "i,i->i",
                "ij,ij->",
                "ij,k->jki",
                "ij,jk,kl->il",
                "ij,jk,kl,lm->im",
                "bij,bjk,bkl->b",
                "i,ij,j->",
                "bi,bj,bk->bijk",
                "ij,jk",
                "kj,ji",
                "bic,bjc->bij",
                "ijk,lj,mk->ilm",
                "ij,j,k,kl,lm,m,bi,b,ci->c",
                "ij,kl->"
            })
    void theSumIsThatOfAllProducts(String subscripts) {
        Random random = new Random(1);
        String[] names = subscripts.split("->")[0].split(",");
        List<Expr> x = new ArrayList<>();
        List<Tensor> values = new ArrayList<>();
        for (String name : names) {
            int[] shape = name.chars().map(c -> SIZES.get((char) c)).toArray();
            Tensor value = Tensor.zeros(DType.FLOAT64, shape);
            for (int i = 0; i < value.size(); i++) {
                value.set(i, random.nextGaussian());
            }
            values.add(value);
            x.add(input("x" + x.size(), IntStream.of(shape).boxed().toArray()));
        }
        Expr y = einsum(subscripts, x.toArray(Expr[]::new));
        Tensor found = Interpreter.evaluate(y, x, values.toArray(Tensor[]::new));
        Map<List<Integer>, Double> expected = naive(subscripts, names, values);
        String result = result(subscripts);
        int[] shape = result.chars().map(c -> SIZES.get((char) c)).toArray();
        assertThat(found.shape()).isEqualTo(shape);
        for (int i = 0; i < found.size(); i++) {
            List<Integer> place = new ArrayList<>();
            int rest = i;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                place.add(0, rest % shape[axis]);
                rest /= shape[axis];
            }
            assertThat(found.get(i)).isCloseTo(expected.get(place), within(1e-12));
        }
    }

    private static String result(String subscripts) {
        if (subscripts.contains("->")) {
            return subscripts.endsWith("->") ? "" : subscripts.split("->")[1];
        }
        return subscripts
                .chars()
                .filter(c -> c != ',' && subscripts.indexOf(c) == subscripts.lastIndexOf(c))
                .sorted()
                .mapToObj(c -> String.valueOf((char) c))
                .collect(Collectors.joining());
    }

    /** Adds up the products for all values of all letters. */
    private static Map<List<Integer>, Double> naive(String subscripts, String[] names, List<Tensor> values) {
        List<Character> letters = String.join("", names)
                .chars()
                .distinct()
                .mapToObj(c -> (char) c)
                .toList();
        Map<List<Integer>, Double> sums = new HashMap<>();
        int count = letters.stream().mapToInt(SIZES::get).reduce(1, (a, b) -> a * b);
        for (int i = 0; i < count; i++) {
            Map<Character, Integer> at = new HashMap<>();
            int rest = i;
            for (char letter : letters) {
                at.put(letter, rest % SIZES.get(letter));
                rest /= SIZES.get(letter);
            }
            double product = 1;
            for (int k = 0; k < names.length; k++) {
                product *= values.get(k)
                        .at(names[k].chars().map(c -> at.get((char) c)).toArray());
            }
            List<Integer> place =
                    result(subscripts).chars().mapToObj(c -> at.get((char) c)).toList();
            sums.merge(place, product, Double::sum);
        }
        return sums;
    }

    /** A matrix times a matrix times a vector: from the right it takes two small products, from the left a large one. */
    @Test
    void theOrderIsTheCheapest() {
        Expr a = input("a", 100, 90);
        Expr b = input("b", 90, 80);
        Expr v = input("v", 80);
        Expr y = einsum("ij,jk,k->i", a, b, v);
        List<Integer> sizes = Graph.topological(y).stream()
                .filter(node -> node.op() instanceof Dot)
                .map(node -> node.shape().size().size())
                .toList();
        assertThat(sizes).containsExactly(90, 100);
    }

    @Test
    void sizesMayBeUnknownAndGradientsFollow() {
        Expr a = input("a", "batch", 2, "n");
        Expr b = input("b", "n", 3);
        Expr y = einsum("bin,nj->bij", a, b);
        assertThat(y.shape()).isEqualTo(adjoint.tensor.Shape.of("batch", 2, 3));
        Tensor ones = Tensor.full(DType.FLOAT64, 1, 4, 2, 5);
        Tensor found = Interpreter.evaluate(grad(y.sum(), b), List.of(a, b), ones, Tensor.full(DType.FLOAT64, 1, 5, 3));
        assertThat(found).isEqualTo(Tensor.full(DType.FLOAT64, 8, 5, 3));
    }

    @Test
    void errorsSayWhatIsWrongWithTheSubscripts() {
        Expr a = input("a", 2, 3);
        refused(() -> einsum("ij,jk->ik", a), "names 2 factors, but 1 are given");
        refused(() -> einsum("ijk->i", a), "3 letters", "float64[2, 3]", "one letter for each axis");
        refused(() -> einsum("ij,jk->ik", a, a), "letter j", "size 3", "size 2");
        refused(() -> einsum("ij->ik", a), "letter k", "no factor");
        refused(() -> einsum("ij->ii", a), "twice", "fromDiagonal");
        refused(() -> einsum("i1->i", a), "not of the form", "\"ij,jk->ik\"");
        refused(() -> einsum("ij->i->j", a), "not of the form");
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOf(ShapeException.class).hasMessageContainingAll(words);
    }
}
