package adjoint.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.inspect.Csv;
import adjoint.inspect.HtmlPage;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ReportTest {
    @Test
    void escapesAllThatItIsGiven() {
        String hostile = "</p><script>alert(\"x\")</script>&amp; ]]> \u0007 \ud83d\ude00 \ud800";
        HtmlPage report = new HtmlPage(hostile)
                .section(hostile)
                .paragraph(hostile)
                .table(List.of(hostile), List.of(List.of(hostile)))
                .settings(Map.of(hostile, hostile))
                .figure(new Chart(hostile, hostile)
                        .axes(hostile, hostile)
                        .line(hostile, new double[] {1, 2}, new double[] {1, 2}));

        Document page = ChartTest.parse(report.toHtml());

        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getElementsByTagName("h1").item(0).getTextContent())
                .isEqualTo(hostile.replace('\u0007', '\uFFFD').replace('\ud800', '\uFFFD'));
        assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(1);
    }

    @Test
    void standsAlone() {
        String html = new HtmlPage("Vowels").section("Data").paragraph("none").toHtml();

        assertThat(html).startsWith("<!DOCTYPE html>\n<html lang=\"en\">").endsWith("</html>\n");
        assertThat(html).doesNotContain("src=", "href=", "@import", "url(");
        assertThat(html).contains("charset=\"utf-8\"");
    }

    @Test
    void tablesRoundFractionsAndAlignNumbers() {
        String html = new HtmlPage("t")
                .table(List.of("name", "count", "loss"), List.of(List.of("mdn", 160_000, -1.23456789)))
                .toHtml();

        assertThat(html)
                .contains("<td>mdn</td>", "<td class=\"number\">160000</td>", "<td class=\"number\">-1.23457</td>");
        assertThatThrownBy(() -> new HtmlPage("t").table(List.of("a", "b"), List.of(List.of(1))))
                .hasMessageContaining("needs 2 cells");
    }

    @Test
    void csvQuotesWhatNeedsIt() {
        Csv csv = new Csv("epoch", "name")
                .row(1, "a,b")
                .row(0.1 + 0.2, "say \"x\"\n")
                .row(null, "plain");

        assertThat(csv).hasToString("epoch,name\n1,\"a,b\"\n0.30000000000000004,\"say \"\"x\"\"\n\"\n,plain\n");
        assertThatThrownBy(() -> csv.row(1)).hasMessageContaining("1 cells in a table of 2 columns");
    }

    private record Result(String model, double nll, List<Double> curve, double[] raw) {}

    @Test
    void jsonIsStrictWhateverTheNumbers() {
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("seed", 1L);
        results.put(
                "best",
                new Result("<mdn>", Double.NaN, List.of(1.5, Double.NEGATIVE_INFINITY), new double[] {2, 0.0 / 0}));

        String json = Json.write(results);

        assertThat(json).doesNotContain("NaN", "Infinity").contains("<mdn>").endsWith("}\n");
        JsonObject best = JsonParser.parseString(json).getAsJsonObject().getAsJsonObject("best");
        assertThat(best.get("nll").isJsonNull()).isTrue();
        assertThat(best.getAsJsonArray("curve").get(0).getAsDouble()).isEqualTo(1.5);
        assertThat(best.getAsJsonArray("curve").get(1).isJsonNull()).isTrue();
        assertThat(best.getAsJsonArray("raw").get(0).getAsDouble()).isEqualTo(2);
    }
}
