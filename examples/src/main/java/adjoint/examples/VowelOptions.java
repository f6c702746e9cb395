package adjoint.examples;

import adjoint.examples.io.DataException;
import adjoint.examples.network.NetworkSettings;
import adjoint.examples.speech.CorpusOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every setting of the vowel experiment, checked against the others.
 *
 * @param network how the networks are built and trained
 * @param resume whether to continue a run that was stopped
 * @param phone label of the phone that is modelled
 * @param frame samples from which the next one is predicted
 * @param trainSequences segments of the phone to train on
 * @param validSequences segments of the phone to validate on
 * @param out folder that takes the results
 * @param data folder with recordings and labels; without it, the built-in voice
 */
record VowelOptions(
        NetworkSettings network,
        boolean resume,
        String phone,
        int frame,
        int trainSequences,
        int validSequences,
        Path out,
        Optional<Path> data) {
    VowelOptions {
        NetworkSettings.requirePositive("--frame", frame);
        NetworkSettings.requirePositive("--train-sequences", trainSequences);
        NetworkSettings.requirePositive("--valid-sequences", validSequences);
        requireApart(data, out);
        network.requireRoom(frame);
    }

    /** Refuses to write among the recordings. */
    static void requireApart(Optional<Path> data, Path out) {
        if (data.isPresent()
                && data.get()
                        .toAbsolutePath()
                        .normalize()
                        .equals(out.toAbsolutePath().normalize())) {
            throw new DataException(
                    "--out and --data both name " + out + "; choose an --out apart from the recordings");
        }
    }

    /** Names as on the command line, with plain values, for reports and files; where results go is not a setting. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>(network.toMap());
        map.put("phone", phone);
        map.put("frame", frame);
        map.put("train-sequences", trainSequences);
        map.put("valid-sequences", validSequences);
        map.put("data", data.map(Path::toString).orElse(CorpusOptions.BUILT_IN));
        return map;
    }
}
