package adjoint.examples;

import adjoint.examples.io.OutputFolder;
import adjoint.examples.network.Comparison;
import adjoint.examples.speech.FrameExamples;
import adjoint.examples.speech.RealSpeech;
import adjoint.examples.speech.Sequences;

/** Trains a perceptron and mixture density networks of equal architecture and budget on the next sample of a vowel. */
final class VowelExperiment implements Experiment {
    /** Of the draws in sample.wav: at 1, rare wide draws make bursts. */
    private static final double TEMPERATURE = 0.3;

    @Override
    public void run(VowelOptions options, Sequences data, OutputFolder out) {
        Comparison comparison = new Comparison(
                options.network(),
                new FrameExamples(data.training()),
                new FrameExamples(data.validation()),
                data.standardisation(),
                out,
                options.toMap());
        comparison.run(options.resume());
        RealSpeech real = RealSpeech.of(data);
        double[] spoken =
                real.spoken(comparison.last(), TEMPERATURE, options.network().seed());
        real.write(out.resolve("sample.wav"), spoken);
        SpeechReport report = new SpeechReport(
                "vowel", options.toMap(), data.corpus(), data.training(), real, comparison.results(), spoken);
        report.write(out, page -> DataSummary.addTo(page, data));
    }
}
