package adjoint.examples.speech;

import com.sun.speech.freetts.FreeTTSSpeakableImpl;
import com.sun.speech.freetts.Item;
import com.sun.speech.freetts.OutputQueue;
import com.sun.speech.freetts.ProcessException;
import com.sun.speech.freetts.Relation;
import com.sun.speech.freetts.Token;
import com.sun.speech.freetts.Tokenizer;
import com.sun.speech.freetts.UtteranceProcessor;
import com.sun.speech.freetts.Voice;
import com.sun.speech.freetts.en.us.cmu_us_kal.KevinVoiceDirectory;
import com.sun.speech.freetts.relp.LPCResult;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Built-in speech: sentences spoken by FreeTTS with its 16 kHz voice {@code kevin16}, which joins recorded human
 * diphones. Pitch, pitch range and rate are drawn anew for each sentence, so that no two vowels are alike. The labels
 * are the voice's own segment boundaries. One seed gives one corpus, sample by sample.
 */
public final class SyntheticCorpus implements Corpus {
    private static final String VOICE = "kevin16";
    private static final int SAMPLE_RATE = 16_000;

    /** Mean pitch in hertz; the voice's own is 100. */
    private static final double[] PITCH = {80, 140};

    /** Standard deviation of the pitch within a sentence in hertz; the voice's own is 11. */
    private static final double[] PITCH_RANGE = {5, 20};

    /** Words a minute; the voice's own is 150. */
    private static final double[] RATE = {110, 170};

    private final List<Utterance> utterances;

    /** Speaks all sentences, in about half a second. */
    public SyntheticCorpus(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Voice voice = voice();
        List<Utterance> spoken = new ArrayList<>();
        for (String sentence : SpokenSentences.all()) {
            voice.setPitch(between(random, PITCH));
            voice.setPitchRange(between(random, PITCH_RANGE));
            voice.setRate(between(random, RATE));
            spoken.add(speak(voice, sentence, String.format(Locale.ROOT, "sentence-%02d", spoken.size() + 1)));
        }
        voice.deallocate();
        utterances = List.copyOf(spoken);
    }

    private static float between(SplittableRandom random, double[] bounds) {
        return (float) random.nextDouble(bounds[0], bounds[1]);
    }

    private static Voice voice() {
        Voice voice = Arrays.stream(new KevinVoiceDirectory().getVoices())
                .filter(each -> each.getName().equals(VOICE))
                .findFirst()
                .orElseThrow();
        // A voice without a queue starts a thread that plays sound.
        voice.setOutputQueue(new OutputQueue());
        voice.allocate();
        return voice;
    }

    private static Utterance speak(Voice voice, String sentence, String name) {
        com.sun.speech.freetts.Utterance spoken = new com.sun.speech.freetts.Utterance(voice, words(voice, sentence));
        spoken.setSpeakable(new FreeTTSSpeakableImpl(sentence));
        try {
            for (Object processor : voice.getUtteranceProcessors()) {
                ((UtteranceProcessor) processor).processUtterance(spoken);
            }
        } catch (ProcessException e) {
            throw new IllegalStateException("voice " + VOICE + " cannot speak '" + sentence + "'", e);
        }
        byte[] bytes = ((LPCResult) spoken.getObject("target_lpcres")).getWaveSamples();
        short[] samples = AudioFile.samples(bytes, ByteOrder.BIG_ENDIAN);
        return new Utterance(name, SAMPLE_RATE, samples.length, segments(spoken, samples.length), () -> samples);
    }

    private static List<Token> words(Voice voice, String sentence) {
        Tokenizer tokenizer = voice.getTokenizer();
        tokenizer.setInputText(sentence);
        List<Token> words = new ArrayList<>();
        while (tokenizer.hasMoreTokens()) {
            words.add(tokenizer.getNextToken());
        }
        return words;
    }

    private static List<Segment> segments(com.sun.speech.freetts.Utterance spoken, int length) {
        List<Segment> segments = new ArrayList<>();
        int begin = 0;
        for (Item item = spoken.getRelation(Relation.SEGMENT).getHead(); item != null; item = item.getNext()) {
            // Sound ends at a whole pitch period, which may cut a few samples off the last pause.
            int end = Math.min(length, Math.round(item.getFeatures().getFloat("end") * SAMPLE_RATE));
            segments.add(new Segment(begin, end, item.getFeatures().getString("name")));
            begin = end;
        }
        return segments;
    }

    @Override
    public String name() {
        return "built-in voice " + VOICE;
    }

    @Override
    public int sampleRate() {
        return SAMPLE_RATE;
    }

    @Override
    public List<Utterance> utterances() {
        return utterances;
    }
}
