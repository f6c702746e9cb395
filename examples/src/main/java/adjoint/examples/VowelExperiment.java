package adjoint.examples;

import adjoint.examples.io.OutputFolder;
import adjoint.examples.network.Comparison;
import adjoint.examples.speech.FrameExamples;
import adjoint.examples.speech.Generator;
import adjoint.examples.speech.Sequences;
import adjoint.examples.speech.Wav;

/** Trains a perceptron and mixture density networks of equal architecture and budget on the next sample of a vowel. */
final class VowelExperiment implements Experiment {
    private static final double[] NO_CONTEXT = {};

    @Override
    public void run(VowelOptions options, Sequences data, OutputFolder out) {
        Comparison comparison = new Comparison(
                options.network(),
                new FrameExamples(data.training()),
                new FrameExamples(data.validation()),
                out,
                options.toMap());
        comparison.run(options.resume());
        double[] frame = new double[options.frame()];
        data.validation().copy(0, frame, 0);
        // One second, at any rate.
        double[] spoken = new Generator(comparison.last(), 1)
                .speak(
                        frame,
                        data.sampleRate(),
                        i -> NO_CONTEXT,
                        options.network().seed());
        Wav.write(out.resolve("sample.wav"), data.standardisation().undo(spoken), data.sampleRate());
        SpeechReport report = new SpeechReport(
                "vowel",
                options.toMap(),
                data.corpus(),
                data.sampleRate(),
                data.training(),
                data.validation(),
                data.standardisation(),
                comparison.results(),
                spoken);
        report.write(out, page -> DataSummary.addTo(page, data));
    }
}
