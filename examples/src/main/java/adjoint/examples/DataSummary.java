package adjoint.examples;

import adjoint.examples.report.Chart;
import adjoint.examples.speech.Frames;
import adjoint.examples.speech.Sequences;
import adjoint.inspect.HtmlPage;
import java.util.List;
import java.util.stream.IntStream;

/** Describes the data of an experiment: how much there is, and what a sequence looks like. */
final class DataSummary {
    private DataSummary() {}

    /** Adds a section that describes the data. */
    static void addTo(HtmlPage report, Sequences data) {
        report.section("Data");
        report.paragraph("Phone /" + data.phone() + "/ of " + data.corpus() + ", " + data.sampleRate()
                + " samples a second, standardised with the training mean "
                + Math.round(data.standardisation().mean()) + " and deviation "
                + Math.round(data.standardisation().deviation()) + " on the 16-bit scale.");
        report.table(
                List.of("part", "sequences", "examples", "seconds"),
                List.of(row("training", data.training(), data), row("validation", data.validation(), data)));
        double[] wave = data.validation().sequence(0);
        double[] time = IntStream.range(0, wave.length)
                .mapToDouble(i -> 1000.0 * i / data.sampleRate())
                .toArray();
        report.figure(new Chart("A validation sequence", "The waveform of the first validation sequence.")
                .axes("time in milliseconds", "standardised sample")
                .line("waveform", time, wave));
    }

    private static List<Object> row(String part, Frames frames, Sequences data) {
        double samples = frames.size() + (double) frames.sequences() * frames.frame();
        return List.of(part, frames.sequences(), frames.size(), samples / data.sampleRate());
    }
}
