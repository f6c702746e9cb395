package adjoint.examples.speech;

import java.util.List;

/** What the built-in voice says: plain sentences, rich in the vowel of "father". */
final class SpokenSentences {
    private static final String TEXT = """
            My father got a calm job on a farm and was not sorry to stop.
            Tom put a lot of hot broth in the pot, and the lobster was on top.
            The doctor at the college was modest, honest and rather calm.
            John parked the large dark car in the garden by the barn.
            Bob got a solid bronze clock from a common shop on the dock.
            Is the swan on the pond calm, or is the hot yard its problem?
            The watch stopped at ten, so Martha got on with her own drama.
            A fox, a cock and a hog got lost on the rocks of the bog.
            Arthur dropped the jar, and the oil got on his father's socks.
            Papa and Mama want pasta, not a hot salami on a log.
            Star after star got dark, and the march to the palm farm was hard.
            The spa on the rocks has hot baths, a calm pond and palms.
            Put the cotton in the box, lock it, and drop the lot at the shop.
            Our car got hot, so Carl parked it on the large lot by the market.
            The modern model of the yacht costs a lot, but it is not solid.
            What a sharp, dark, odd profile that rock has on top.
            Stop at the cottage, knock, and ask for Tom, not for Bob.
            Hockey was a hobby of John's, and Martin got the body for it.
            Her heart was calm, but her father was not, and the alarm was hard.
            The squash in the garden got so large that the cart stopped.
            We saw hot lava drop on the rocks and stop at the pond.
            Charles got a bottle of balm from a shop on the far dock.
            The artist honors art, not profit, and lodges on a farm.
            Mark the top of the chart with a dot, and not with a block.
            The concert got hot, and the cops stopped it at ten o'clock.
            A proper copy of the contract was on top of the locker.
            Tomorrow the sergeant will borrow an odd job from the college.
            Smart guards watch the dark yard and the locks on the barn.
            The taco shop on the far block got its guava from a large farm.
            Rob was fond of his hot car, and bothered with knobs and locks.
            The harp and the sonata were calm, and the song of the bard was not.
            Scott, drop the rod, and watch the cod from the top of the rock.
            Father Thomas wants the psalm in the hall, and not in the garden.
            Apart from the odd alarm, our march across the bog was calm.
            My clock is modern, the knob on top is a solid block of bronze.
            Barbara cooked a lot of garlic, and the pot was hot as lava.
            The llama on the farm got a carrot, an olive and a hot sock.
            An honest politician is not common, but Donald is honest.
            The cargo got hard and hot, and the crop of cotton rotted.
            Margaret stopped at the dark pharmacy and got a lot of drops.
            Do not drop the scarf or the shawl in the tar on the dock.
            The scholar got a prompt response, solved the problem and was calm.
            A robin hopped on top of the arch and watched our large dog.
            The large squad was armed, the guard was not, so the plot stopped.
            Lots of shots got blocked, and on the spot our squad got on top.
            In the dark hall the architect got a shock and dropped his watch.
            The barge on the pond was carved for the Tsar, part by part.
            Karl and Oscar got on with the hard carpet job, and not a sob was heard.
            """;

    private SpokenSentences() {}

    static List<String> all() {
        return TEXT.lines().toList();
    }
}
