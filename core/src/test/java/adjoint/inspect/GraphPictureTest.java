package adjoint.inspect;

import static adjoint.Adjoint.constant;
import static adjoint.Adjoint.grad;
import static adjoint.Adjoint.input;
import static adjoint.Adjoint.matrix;
import static adjoint.Adjoint.scalar;
import static adjoint.Adjoint.shared;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.expr.Expr;
import adjoint.expr.Shared;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class GraphPictureTest {
    private final Expr x = matrix("x", "batch", 3);
    private final Shared w = shared("w", Tensor.zeros(DType.FLOAT64, 3, 4));
    private final Expr loss = x.dot(w).tanh().sum(1).mul(0.5).mean();

    @Test
    void eachNodeIsABoxWithItsLineAndSmallConstantsStandInTheirUsers() {
        Document svg = Xml.parse(GraphPicture.of(loss).titled("Model").toSvg());

        assertThat(Xml.texts(svg, "text"))
                .contains(
                        "x",
                        "%0  [batch, 3]",
                        "w",
                        "dot",
                        "tanh",
                        "sum[axis=1]",
                        "\u00b7 * 0.5",
                        "\u00b7 / size[batch]");
        assertThat(boxes(svg)).hasSize(8);
        assertThat(Xml.elements(svg, "path")).hasSize(7);
        assertThat(Xml.texts(svg, "title"))
                .contains("Model")
                .anyMatch(tip -> tip.startsWith("%3 : float64[batch, 4] = tanh(%2)"));
        assertThat(boxes(svg).stream().filter(box -> box.getAttribute("class").contains("result")))
                .hasSize(1);
    }

    @Test
    void aGradientIsToldFromItsLoss() {
        Document svg =
                Xml.parse(GraphPicture.of(loss, grad(loss, w)).gradientOf(loss).toSvg());

        long gradient = boxes(svg).stream()
                .filter(box -> box.getAttribute("class").contains("gradient"))
                .count();
        assertThat(boxes(svg)).hasSizeGreaterThan(8 + 4);
        assertThat(gradient).isEqualTo(boxes(svg).size() - 8);
        assertThat(Xml.texts(svg, "text")).contains("gradient");
    }

    @Test
    void farInputsAreNamedWhereTheyAreUsed() {
        Expr far = x.exp().named("start");
        Expr deep = far.sum(1).expand(1).log().sin().cos().tanh();

        Document svg = Xml.parse(GraphPicture.of(deep.add(far)).toSvg());

        assertThat(Xml.texts(svg, "text").stream().filter("start"::equals)).hasSize(1);
        assertThat(Xml.texts(svg, "text")).contains("start = exp");
    }

    @Test
    void namesAreTextWhateverTheyHold() {
        String hostile = "</title><script>alert(\"x\")</script>&amp; ]]> \u0007 \ud83d\ude00";

        Document svg = Xml.parse(GraphPicture.of(input(hostile).exp().named(hostile))
                .titled(hostile)
                .toSvg());

        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(Xml.texts(svg, "title")).anyMatch(tip -> tip.contains("<script>alert(\"x\")"));
    }

    @Test
    void picturesStandAlone() {
        String svg = GraphPicture.of(loss).toSvg();

        assertThat(svg).doesNotContain("href", "@import", "url(", "<script", "font-face");
        assertThat(svg).contains("role=\"img\"", "<title>", "<desc>", "color-scheme: light dark");
    }

    @Test
    void theSameGraphIsTheSamePicture() {
        assertThat(GraphPicture.of(random(7, 200)).toSvg())
                .isEqualTo(GraphPicture.of(random(7, 200)).toSvg());
        assertThat(GraphPicture.of(random(7, 200)).toSvg())
                .isNotEqualTo(GraphPicture.of(random(8, 200)).toSvg());
    }

    @Test
    void boxesOfALayerDoNotOverlapAndStayInThePicture() {
        for (int seed = 0; seed < 20; seed++) {
            Document svg = Xml.parse(GraphPicture.of(random(seed, 120)).toSvg());
            List<Element> rects = Xml.elements(svg, "rect").stream()
                    .filter(box -> box.getAttribute("height").equals("38"))
                    .toList();
            double right = Xml.number(svg.getDocumentElement(), "width");
            for (int i = 0; i < rects.size(); i++) {
                double left = Xml.number(rects.get(i), "x");
                assertThat(left).isPositive();
                assertThat(left + Xml.number(rects.get(i), "width")).isLessThan(right);
                for (Element other : rects.subList(0, i)) {
                    boolean sameLayer =
                            other.getAttribute("y").equals(rects.get(i).getAttribute("y"));
                    assertThat(sameLayer
                                    && left < Xml.number(other, "x") + Xml.number(other, "width")
                                    && Xml.number(other, "x") < left + Xml.number(rects.get(i), "width"))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void aRunOfNodesIsOneBox() {
        Expr chain = scalar("x");
        for (int i = 0; i < 100_000; i++) {
            chain = i % 2 == 0 ? chain.tanh() : chain.mul(0.5);
        }

        Document svg = Xml.parse(GraphPicture.of(chain).toSvg());

        assertThat(Xml.texts(svg, "text")).contains("\u00b7 * 0.5 \u22ef 100000 nodes");
        assertThat(Xml.texts(svg, "title")).anyMatch(tip -> tip.contains("100000 nodes: 50000 mul, 50000 tanh"));
    }

    @Test
    void whatIsFarFromTheResultsIsFoldedAndCounted() {
        Expr node = scalar("x");
        for (int i = 0; i < 30_000; i++) {
            node = node.add(node.sin().mul(node.exp()));
        }

        String text = GraphPicture.of(node).toSvg();

        Document svg = Xml.parse(text);
        assertThat(boxes(svg)).hasSize(150);
        assertThat(text.length()).isLessThan(200_000);
        int folded = Xml.texts(svg, "text").stream()
                .filter(words -> words.endsWith(" more nodes"))
                .mapToInt(words -> Integer.parseInt(words.split(" ")[0]))
                .sum();
        assertThat(folded + 4 * 149).isEqualTo(4 * 30_000 + 1);
    }

    @Test
    void everyKindOfNodeHasAColour() {
        Expr all = matrix("a", 2, 2).dot(matrix("b", 2, 2)).sum(0).reshape(1, 2).add(constant(1, 2));

        Document svg = Xml.parse(GraphPicture.of(all).toSvg());

        assertThat(Xml.texts(svg, "text"))
                .contains("input", "constant", "product", "reduction", "movement", "elementwise");
    }

    private static List<Element> boxes(Document svg) {
        return Xml.elements(svg, "rect").stream()
                .filter(box -> box.getAttribute("height").equals("38"))
                .filter(box -> !box.getAttribute("class").equals("away"))
                .toList();
    }

    /** A graph of binary and unary nodes over random earlier ones. */
    private static Expr random(long seed, int size) {
        Random random = new Random(seed);
        List<Expr> nodes = new ArrayList<>(List.of(scalar("x"), scalar("y"), scalar("z")));
        while (nodes.size() < size) {
            Expr a = nodes.get(random.nextInt(nodes.size()));
            Expr b = nodes.get(nodes.size() - 1 - random.nextInt(Math.min(5, nodes.size())));
            nodes.add(random.nextInt(3) == 0 ? b.tanh() : random.nextBoolean() ? a.add(b) : b.mul(a));
        }
        return nodes.stream().skip(size - 10).reduce(Expr::add).orElseThrow();
    }
}
