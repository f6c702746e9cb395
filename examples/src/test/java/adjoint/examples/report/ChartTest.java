package adjoint.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import adjoint.inspect.Numbers;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ChartTest {
    static Document parse(String xml) {
        try {
            DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        } catch (Exception e) {
            throw new AssertionError("not well-formed: " + e.getMessage() + "\n" + xml, e);
        }
    }

    private static List<String> texts(Document svg) {
        return IntStream.range(0, svg.getElementsByTagName("text").getLength())
                .mapToObj(i -> svg.getElementsByTagName("text").item(i).getTextContent())
                .toList();
    }

    private static Element last(Document svg, String element) {
        var found = svg.getElementsByTagName(element);
        return (Element) found.item(found.getLength() - 1);
    }

    private static Chart chart() {
        return new Chart("Loss <& \"rate\"", "It falls\u0000.").axes("epoch", "nats");
    }

    @Test
    void everyKindOfLayerIsWellFormedAndTheWordsAreText() {
        double[] x = {1, 2, 3};
        Document svg = parse(chart().line("train & valid", x, new double[] {3, 2, 1})
                .points("dots", x, new double[] {1, 1, 2})
                .bars("bars", new double[] {0, 1, 2, 3}, x)
                .heatMap("heat", new double[] {0, 1, 2}, new double[] {0, 3}, new double[][] {{0, 1}})
                .toSvg());

        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("Loss <& \"rate\"");
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent()).isEqualTo("It falls\uFFFD.");
        assertThat(texts(svg)).contains("epoch", "nats", "train & valid", "dots", "bars", "heat");
    }

    @Test
    void aLineStartsAndEndsOnTheFrame() {
        Document svg = parse(
                chart().line("", new double[] {0, 10}, new double[] {0, 6}).toSvg());

        assertThat(last(svg, "path").getAttribute("d")).isEqualTo("M72 328L700 36");
        assertThat(texts(svg)).contains("0", "2", "4", "6", "8", "10");
    }

    @Test
    void aLineBreaksWhereANumberIsMissing() {
        double[] x = {0, 1, 2, 3, 4};
        double[] y = {1, 2, Double.NaN, Double.POSITIVE_INFINITY, 3};

        String path = last(parse(chart().line("", x, y).toSvg()), "path").getAttribute("d");

        assertThat(path).matches("M[^ML]+L[^ML]+M[^ML]+");
    }

    @Test
    void logarithmicAxesSpaceDecadesEvenlyAndLeaveOutTheRest() {
        double[] x = {0, 0.001, 0.1, 10};
        Document svg =
                parse(chart().logX().points("", x, new double[] {1, 2, 3, 4}).toSvg());

        var dots = svg.getElementsByTagName("circle");
        assertThat(dots.getLength()).isEqualTo(3);
        assertThat(((Element) dots.item(1)).getAttribute("cx")).isEqualTo("386");
        assertThat(texts(svg)).contains("0.001", "0.01", "0.1", "1", "10");
        assertThat(parse(chart().logY()
                                .line("", new double[] {1, 2}, new double[] {20, 3000})
                                .toSvg())
                        .getElementsByTagName("path")
                        .getLength())
                .isEqualTo(1);
    }

    @Test
    void emptyConstantAndHugeDataStillGiveAPicture() {
        parse(chart().toSvg());
        parse(chart().line("", new double[0], new double[0]).toSvg());
        parse(chart().line("", new double[] {Double.NaN}, new double[] {1}).toSvg());
        parse(chart().line("", new double[] {5}, new double[] {5}).toSvg());
        parse(chart().logX().logY().line("", new double[] {5}, new double[] {5}).toSvg());
        parse(chart().line("", new double[] {0, 1e300}, new double[] {-1e300, 1e-300})
                .toSvg());
        parse(chart().line("", new double[] {1, 1 + 1e-15}, new double[] {1e-320, 2e-320})
                .toSvg());
        parse(chart().heatMap("", new double[] {0, 1}, new double[] {0, 1}, new double[][] {{Double.NaN}})
                .toSvg());
    }

    @Test
    void heatMapsJoinNeighboursOfOneShade() {
        double[][] values = {{0, 4, 4, 2, 0}};
        Document svg = parse(chart().heatMap("", new double[] {0, 1, 2, 3, 4, 5}, new double[] {0, 1}, values)
                .toSvg());

        var cells = svg.getElementsByTagName("rect");
        assertThat(cells.getLength()).isEqualTo(2);
        assertThat(((Element) cells.item(0)).getAttribute("fill-opacity")).isEqualTo("1");
        assertThat(((Element) cells.item(1)).getAttribute("fill-opacity")).isEqualTo("0.5");
        assertThat(Double.parseDouble(((Element) cells.item(0)).getAttribute("width")))
                .isCloseTo(2 * Double.parseDouble(((Element) cells.item(1)).getAttribute("width")), within(0.02));
    }

    @Test
    void ticksAreRoundAndFew() {
        for (double[] range : new double[][] {{0, 1}, {-3, 7}, {0.1, 0.100001}, {1e-9, 3e-9}, {-5e8, 2e9}}) {
            List<Double> ticks =
                    Scale.fitting(DoubleStream.of(range), false, 0, 100).ticks();
            assertThat(ticks).hasSizeBetween(3, 8).allMatch(tick -> tick >= range[0] - 1e-9 * Math.abs(range[0]));
        }
        assertThat(Numbers.significant(0.30000000000000004, 6)).isEqualTo("0.3");
        assertThat(Numbers.significant(-1234567.8, 6)).isEqualTo("-1234570");
        assertThat(Numbers.significant(1.5e-7, 6)).isEqualTo("1.5e-7");
        assertThat(Numbers.significant(2e9, 6)).isEqualTo("2e9");
        assertThat(Numbers.significant(Double.NaN, 6)).isEqualTo("NaN");
    }

    @Test
    void numbersAreTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        String here =
                chart().line("", new double[] {0, 0.5}, new double[] {0, 1.5}).toSvg();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat(chart().line("", new double[] {0, 0.5}, new double[] {0, 1.5})
                            .toSvg())
                    .isEqualTo(here);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void refusesLengthsThatDoNotMatch() {
        assertThatThrownBy(() -> chart().line("mdn", new double[2], new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer 'mdn' needs 2 numbers in y, but has 3");
        assertThatThrownBy(() -> chart().bars("mdn", new double[2], new double[2]))
                .hasMessageContaining("edges");
        assertThatThrownBy(() -> chart().heatMap("m", new double[2], new double[2], new double[][] {{1, 2}}))
                .hasMessageContaining("xEdges");
    }
}
