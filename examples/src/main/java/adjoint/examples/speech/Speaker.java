package adjoint.examples.speech;

import adjoint.examples.io.DataException;
import adjoint.examples.speech.PhoneFrames.PhoneAt;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The utterances of one speaker, divided into some to train on and some to validate on, standardised by the former.
 *
 * @param corpus name of the corpus
 * @param name of the speaker; the folder that holds the recordings
 * @param sampleRate samples per second
 * @param training examples to train on
 * @param validation examples to validate on
 * @param standardisation from 16-bit samples to the scale of the examples
 */
public record Speaker(
        String corpus,
        String name,
        int sampleRate,
        PhoneFrames training,
        PhoneFrames validation,
        Standardisation standardisation) {
    /**
     * Takes the first utterances of a speaker, in the corpus's order, for training and the next ones for validation.
     *
     * @param name of the speaker, or null for the first who has enough utterances
     * @throws DataException if there is no such speaker, or none with enough utterances
     */
    public static Speaker of(Corpus corpus, String name, int train, int valid, int frame, PhoneAt phoneAt) {
        Map<String, List<Utterance>> speakers = corpus.utterances().stream()
                .collect(Collectors.groupingBy(Speaker::folder, TreeMap::new, Collectors.toList()));
        String chosen = name != null
                ? name
                : speakers.keySet().stream()
                        .filter(each -> speakers.get(each).size() >= (long) train + valid)
                        .findFirst()
                        .orElse(speakers.keySet().iterator().next());
        List<Utterance> utterances = speakers.get(chosen);
        if (utterances == null) {
            throw new DataException(
                    corpus.name() + ": has no speaker '" + chosen + "'; choose --speaker among " + speakers.keySet());
        }
        if (utterances.size() < (long) train + valid) {
            throw new DataException(corpus.name() + ": speaker '" + chosen + "' has " + utterances.size()
                    + " utterances, but " + train + " are asked for training and " + valid
                    + " for validation; lower --train-utterances and --valid-utterances");
        }
        List<Utterance> training = utterances.subList(0, train);
        Standardisation scale = Standardisation.of(training.stream()
                .flatMapToDouble(utterance -> Arrays.stream(PhoneFrames.samples(utterance)))
                .toArray());
        return new Speaker(
                corpus.name(),
                chosen,
                corpus.sampleRate(),
                new PhoneFrames(training, scale, frame, phoneAt),
                new PhoneFrames(utterances.subList(train, train + valid), scale, frame, phoneAt),
                scale);
    }

    private static String folder(Utterance utterance) {
        int slash = utterance.name().lastIndexOf('/');
        return slash < 0 ? "voice" : utterance.name().substring(0, slash);
    }
}
