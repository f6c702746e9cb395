package adjoint.examples.speech;

import adjoint.examples.io.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder of recordings with phone labels beside them, at any depth: TIMIT as it lies on its CD, or plain WAV files.
 * Beside each label file {@code NAME.PHN} lies {@code NAME.WAV}, NIST SPHERE or RIFF, 16-bit with one channel; the
 * endings may be in upper or lower case. Each line of a label file is {@code BEGIN END LABEL}, in samples, the end
 * exclusive.
 *
 * <p>All labels and headers are read and checked at once, the sound only when used.
 */
public final class TimitCorpus implements Corpus {
    private static final String LABELS = ".phn";
    private static final String SOUND = ".wav";

    private final Path folder;
    private final List<Utterance> utterances;

    private TimitCorpus(Path folder, List<Utterance> utterances) {
        this.folder = folder;
        this.utterances = List.copyOf(utterances);
    }

    /**
     * Lists the folder and checks all its label files and the headers of their recordings.
     *
     * @throws DataException if the folder is missing or has no labelled recordings, or if one of them is broken
     */
    public static TimitCorpus open(Path folder) {
        if (!Files.isDirectory(folder)) {
            String problem = Files.exists(folder) ? ": is a file, not a folder" : ": no such folder";
            throw new DataException(folder + problem + "; --data needs a folder with recordings and their .PHN files");
        }
        List<Path> files = files(folder);
        Map<String, Path> sounds = files.stream()
                .filter(file -> hasEnding(file, SOUND))
                .collect(Collectors.toMap(TimitCorpus::stem, Function.identity(), (first, second) -> first));
        List<Utterance> utterances = new ArrayList<>();
        for (Path labels : files) {
            if (hasEnding(labels, LABELS)) {
                utterances.add(utterance(folder, labels, sounds.get(stem(labels))));
            }
        }
        if (utterances.isEmpty()) {
            throw new DataException(folder + ": holds no .PHN label files (but " + sounds.size()
                    + " .WAV files); each recording needs its labels NAME.PHN beside NAME.WAV");
        }
        requireOneRate(folder, utterances);
        return new TimitCorpus(folder, utterances);
    }

    /** All files at any depth, in an order that does not depend on the file system. */
    private static List<Path> files(Path folder) {
        try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return walk.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(file -> name(folder, file)))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new DataException(
                    folder + ": cannot be listed (" + e.getMessage() + "); check permissions and links", e);
        }
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private static boolean hasEnding(Path file, String ending) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /** The path without its ending of four characters. */
    private static String stem(Path file) {
        String path = file.toString();
        return path.substring(0, path.length() - LABELS.length());
    }

    private static Utterance utterance(Path folder, Path labels, Path sound) {
        if (sound == null) {
            throw new DataException(labels + ": has no recording "
                    + Path.of(stem(labels)).getFileName() + ".WAV beside it; add it or remove the labels");
        }
        AudioFile audio = AudioFile.open(sound);
        List<Segment> segments = segments(labels);
        for (Segment segment : segments) {
            if (segment.end() > audio.length()) {
                throw new DataException(labels + ": label '" + segment.label() + "' ends at sample " + segment.end()
                        + ", past the end of " + sound.getFileName() + " (" + audio.length()
                        + " samples); find the labels that belong to this recording");
            }
        }
        String name = name(folder, Path.of(stem(labels)));
        return new Utterance(name, audio.sampleRate(), audio.length(), segments, audio::read);
    }

    private static List<Segment> segments(Path labels) {
        List<String> lines;
        try {
            // Latin-1 takes any byte, so that a binary file is reported as unreadable labels, with its first line.
            lines = Files.readAllLines(labels, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw DataException.unreadable(labels, e);
        }
        List<Segment> segments = new ArrayList<>();
        int previous = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                Segment segment = segment(labels, i + 1, lines.get(i).strip());
                if (segment.begin() < previous) {
                    throw badLine(labels, i + 1, lines.get(i), "begins before the label above it");
                }
                previous = segment.begin();
                segments.add(segment);
            }
        }
        if (segments.isEmpty()) {
            throw new DataException(labels + ": holds no labels; copy it again or remove it with its recording");
        }
        return segments;
    }

    private static Segment segment(Path labels, int number, String line) {
        String[] parts = line.split("\\s+");
        if (parts.length != 3) {
            throw badLine(labels, number, line, "is not BEGIN END LABEL");
        }
        try {
            int begin = Integer.parseInt(parts[0]);
            int end = Integer.parseInt(parts[1]);
            if (begin < 0 || end < begin) {
                throw badLine(labels, number, line, "needs 0 <= BEGIN <= END");
            }
            return new Segment(begin, end, parts[2].toLowerCase(Locale.ROOT));
        } catch (NumberFormatException e) {
            throw badLine(labels, number, line, "needs whole numbers for BEGIN and END");
        }
    }

    private static DataException badLine(Path labels, int number, String line, String problem) {
        String shown = line.replaceAll("\\p{Cntrl}", "?");
        shown = shown.length() <= 40 ? shown : shown.substring(0, 40) + "...";
        return new DataException(
                labels + ": line " + number + " '" + shown + "' " + problem + " (in samples); correct the line");
    }

    private static void requireOneRate(Path folder, List<Utterance> utterances) {
        Utterance first = utterances.get(0);
        for (Utterance utterance : utterances) {
            if (utterance.sampleRate() != first.sampleRate()) {
                throw new DataException(folder + ": " + first + " has " + first.sampleRate() + " samples a second, "
                        + utterance + " has " + utterance.sampleRate() + "; resample them to one rate");
            }
        }
    }

    @Override
    public String name() {
        return folder.toString();
    }

    @Override
    public int sampleRate() {
        return utterances.get(0).sampleRate();
    }

    @Override
    public List<Utterance> utterances() {
        return utterances;
    }
}
