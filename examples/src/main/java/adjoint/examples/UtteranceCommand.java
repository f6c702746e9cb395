package adjoint.examples;

import adjoint.examples.io.DataException;
import adjoint.examples.io.OutputFolder;
import adjoint.examples.network.Comparison;
import adjoint.examples.network.NetworkOptions;
import adjoint.examples.network.NetworkSettings;
import adjoint.examples.speech.Corpus;
import adjoint.examples.speech.CorpusOptions;
import adjoint.examples.speech.PhoneFrames.PhoneAt;
import adjoint.examples.speech.RealSpeech;
import adjoint.examples.speech.Speaker;
import adjoint.inspect.HtmlPage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains on whole utterances of one speaker, the phones being known, and lets the last network speak one of them. */
@Command(
        name = "utterance",
        sortOptions = false,
        description =
                "Predicts each sample of a speaker's utterances from those before it and from the current and the next"
                        + " phone, by a multilayer perceptron and mixture density networks.")
final class UtteranceCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Mixin
    private NetworkOptions network;

    @Option(
            names = "--frame",
            paramLabel = "N",
            defaultValue = "240",
            description = "Samples from which the next is predicted. Default: ${DEFAULT-VALUE}.")
    private int frame;

    @Option(
            names = "--phone-at",
            paramLabel = "SAMPLE",
            defaultValue = "target",
            description =
                    "Where the current phone is read: ${COMPLETION-CANDIDATES} sample. Default: ${DEFAULT-VALUE}.")
    private PhoneAt phoneAt;

    @Option(
            names = "--speaker",
            paramLabel = "NAME",
            description = "Folder of the speaker's recordings below --data. Default: the first with enough utterances.")
    private String speaker;

    @Option(
            names = "--train-utterances",
            paramLabel = "N",
            defaultValue = "9",
            description = "Utterances to train on. Default: ${DEFAULT-VALUE}.")
    private int trainUtterances;

    @Option(
            names = "--valid-utterances",
            paramLabel = "N",
            defaultValue = "1",
            description = "Utterances to validate on. Default: ${DEFAULT-VALUE}.")
    private int validUtterances;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description = "Of the draws that make sample.wav; below 1 they are surer. Default: ${DEFAULT-VALUE}.")
    private double temperature;

    @Mixin
    private CorpusOptions data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "adjoint-out",
            description = "Folder that takes the results. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Override
    public void run() {
        NetworkSettings settings = checked();
        Corpus corpus = data.open();
        Speaker voice = Speaker.of(corpus, speaker, trainUtterances, validUtterances, frame, phoneAt);
        OutputFolder folder = OutputFolder.open(out);
        Map<String, Object> described = toMap(settings, voice);
        Comparison comparison = new Comparison(
                settings, voice.training(), voice.validation(), voice.standardisation(), folder, described);
        comparison.run(network.resume());
        RealSpeech real = RealSpeech.of(voice);
        double[] spoken = real.spoken(comparison.last(), temperature, settings.seed());
        real.write(folder.resolve("sample.wav"), spoken);
        new SpeechReport(
                        "utterance",
                        described,
                        voice.corpus(),
                        voice.training().frames(),
                        real,
                        comparison.results(),
                        spoken)
                .write(folder, page -> describe(page, voice));
    }

    private NetworkSettings checked() {
        NetworkSettings.requirePositive("--frame", frame);
        NetworkSettings.requirePositive("--train-utterances", trainUtterances);
        NetworkSettings.requirePositive("--valid-utterances", validUtterances);

        VowelOptions.requireApart(data.folder(), out);
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new DataException("--temperature is " + temperature + ", but must be a number above 0; try 0.7");
        }
        NetworkSettings settings = network.settings();
        settings.requireRoom(frame);
        return settings;
    }

    private static void describe(HtmlPage page, Speaker voice) {
        page.section("Data");
        page.paragraph("Speaker " + voice.name() + " of " + voice.corpus() + ", " + voice.sampleRate()
                + " samples a second; inputs are samples and the current and the next phone, of 39.");
        page.table(
                List.of("part", "utterances", "examples"),
                List.of(
                        List.of(
                                "training",
                                voice.training().frames().sequences(),
                                voice.training().size()),
                        List.of(
                                "validation",
                                voice.validation().frames().sequences(),
                                voice.validation().size())));
    }

    private Map<String, Object> toMap(NetworkSettings settings, Speaker voice) {
        Map<String, Object> map = new LinkedHashMap<>(settings.toMap());
        map.put("frame", frame);
        map.put("phone-at", phoneAt.toString());
        map.put("speaker", voice.name());
        map.put("train-utterances", trainUtterances);
        map.put("valid-utterances", validUtterances);
        map.put("temperature", temperature);
        map.put("data", data.name());
        return map;
    }
}
