package pregroup;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * java -cp jna.jar:classes pregroup.PregroupTest EXAMPLES -- prints a line for
 * each test; EXAMPLES is the folder with the sample pages, PREGROUP_LIBRARY the
 * library or its folder.
 */
public final class PregroupTest {
    interface Test {
        void run() throws Exception;
    }

    static Path examples;
    static int failed;

    static void test(String name, Test test) {
        try {
            test.run();
            System.out.println("PASS java: " + name);
        } catch (Throwable why) {
            failed++;
            System.out.println("FAIL java: " + name + ": " + why);
            why.printStackTrace();
        }
    }

    static void equal(Object got, Object wanted) {
        if (got instanceof BigDecimal && wanted instanceof String)
            wanted = new BigDecimal((String) wanted);
        if (!Objects.equals(got, wanted))
            throw new AssertionError(got + ", not " + wanted);
    }

    static <T extends Throwable> T thrown(Class<T> kind, Test test) {
        try {
            test.run();
        } catch (Throwable why) {
            if (kind.isInstance(why))
                return kind.cast(why);
            throw new AssertionError("another exception", why);
        }
        throw new AssertionError("no " + kind.getSimpleName());
    }

    static byte[] sample(String name) throws Exception {
        return Files.readAllBytes(examples.resolve(name));
    }

    static List<Result> check(Options options, byte[] page) {
        try (Engine engine = new Engine();
             Session session = engine.session(options)) {
            return session.check(page);
        }
    }

    /** The numbers of the example in docs/result.md. */
    static void cleanPage() throws Exception {
        Result result = check(new Options(), sample("clean.xml")).get(0);
        equal(result.findings.size(), 0);
        equal(result.record.caseNo, "D0000101");
        equal(result.record.index, 1);
        equal(result.pack.region, "demo");
        equal(result.grouping.status, "grouped");
        equal(result.grouping.group, "K35.8-J1");
        equal(result.grouping.kind, "primary-care");
        equal(result.grouping.score, "1310.02");
        equal(result.grouping.whyNot, null);
        equal(result.settlement.status, "priced");
        equal(result.settlement.why, null);
        equal(result.settlement.pointValue, "8.025");
        equal(result.settlement.standard, "10512.91");
        equal(result.settlement.fund, "9192.31");
        equal(result.settlement.patient, "1320.6");
        equal(result.settlement.ratio, "0.8369");
        equal(result.settlement.deviation, "normal");
        equal(result.settlement.margin, "1906.11");
        for (Result.Step step : result.settlement.steps)
            if (step.number != null)
                equal(step.number.toPlainString(), step.value);
        equal(result.fields, null);
        equal(result.score, null);
    }

    static void mistakes() throws Exception {
        String page = new String(sample("mistakes.xml"), StandardCharsets.UTF_8);
        try (Engine engine = new Engine(); Session session = engine.session()) {
            Result.Finding first = session.check(page).get(0).findings.get(0);
            equal(first.rule, "FMT027");
            equal(first.severity, "warning");
            equal(first.field, "diagnoses.code");
            equal(first.tag, "JBDM2");
            equal(first.index, 3);
            equal(first.value, "i25.103");
            equal(first.message, "编码大小写不规范，已按规范写法处理");
            equal(first.verified, true);
        }
    }

    static void gb18030() throws Exception {
        byte[] page = sample("wrong-encoding.xml");
        try (Engine engine = new Engine(); Session session = engine.session()) {
            for (Encoding one : Arrays.asList(Encoding.AUTO, Encoding.GB18030)) {
                Result result = session.check(page, one).get(0);
                equal(result.record.encoding, "gb18030");
                equal(result.grouping.name, "选择性剖宫产，子宫下段剖宫产");
            }
        }
    }

    static void options() throws Exception {
        byte[] page = sample("mistakes.xml");
        Result result = check(new Options().score(true).why(true).record(true)
            .whatIf("codes").whatIf("procedures[2] first")
            .today(LocalDate.of(2025, 4, 1)), page).get(0);
        equal(result.fields.get("record_no"), "D0000102");
        equal(result.lists.get("diagnoses").size(), 4);
        equal(result.lists.get("diagnoses").get(0).get("code"), "I25.103");
        equal(result.fields.containsKey("diagnoses"), false);
        equal(result.score.lost.isEmpty(), false);
        equal(result.score.points.signum(), 1);
        equal(result.grouping.whyNot.isEmpty(), false);
        equal(result.whatIf.likely, result.settlement.standard);
        equal(result.whatIf.changes.get(0).change, "procedures[2] first");
        equal(result.whatIf.changes.get(0).difference,
            result.whatIf.changes.get(0).standard
                .subtract(result.settlement.standard));
        equal(result.whatIf.runnerUp == null, false);
        equal(result.whatIf.carriers.isEmpty(), false);
        for (Result.Finding one : check(new Options().only("rule=FMT*"), page)
                .get(0).findings)
            equal(one.rule.substring(0, 3), "FMT");
        for (Result.Finding one : check(new Options().skip("rule=FMT*")
                .skip("rule=SEX*"), page).get(0).findings)
            equal(one.rule.matches("(FMT|SEX).*"), false);
        equal(check(new Options().whatIf("codes").draft(),
            "<a/>".getBytes()).get(0).whatIf, null);
    }

    static void info() {
        try (Engine engine = new Engine()) {
            equal(engine.info().size(), 1);
            equal(engine.info().get(0).region, "demo");
            equal(engine.info().get(0).sample, true);
            equal(engine.info().get(0).hospital, null);
            equal(engine.version() >= 100, true);
        }
    }

    static void errors() throws Exception {
        PregroupException why = thrown(PregroupException.class,
            () -> new Engine("/nowhere/缺少.pack"));
        equal(why.status, 41);
        equal(why.getMessage().contains("缺少.pack"), true);
        Path none = Files.createTempFile("none", ".pack");
        Files.write(none, "no pack".getBytes());
        equal(thrown(PregroupException.class,
            () -> new Engine(none.toString())).status, 30);
        Files.delete(none);
        equal(thrown(PregroupException.class, () -> check(
            new Options().verified("x"), sample("clean.xml"))).status, 10);
        thrown(IllegalArgumentException.class,
            () -> new Options().whatIf("codes\nwhy=yes"));
        thrown(UnsatisfiedLinkError.class,
            () -> new Engine(null, "/nowhere/libpregroup_flat.so.1"));
    }

    static void manyPages() throws Exception {
        String page = new String(sample("mistakes.xml"), StandardCharsets.UTF_8);
        page = page.substring(page.indexOf("?>") + 2);
        String many = String.join("", Collections.nCopies(40, page));
        try (Engine engine = new Engine(); Session session = engine.session()) {
            List<Result> results = session.check("<DATA>" + many + "</DATA>");
            equal(results.size(), 40);
            equal(results.get(39).record.index, 40);
            equal(session.check(page).size(), 1);
            equal(engine.check(page).get(0).settlement.standard,
                session.check(page).get(0).settlement.standard);
            equal(engine.check(page.getBytes("UTF-8")).size(), 1);
        }
    }

    static void closed() {
        Engine engine = new Engine();
        Session session = engine.session();
        engine.close();
        engine.close();
        thrown(IllegalStateException.class, engine::session);
        thrown(IllegalStateException.class, () -> engine.check("<a/>"));
        equal(thrown(PregroupException.class,
            () -> session.check("<a/>")).status, 10);
        session.close();
        thrown(IllegalStateException.class, () -> session.check("<a/>"));
    }

    /** Four threads, and the engine is closed under them. */
    static void threads() throws Exception {
        byte[] page = sample("mistakes.xml");
        List<Throwable> wrong = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch ready = new CountDownLatch(4);
        Engine engine = new Engine();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++)
            threads.add(new Thread(() -> {
                try (Session session = engine.session()) {
                    for (int n = 0; n < 50; n++)
                        equal(session.check(page).get(0).settlement.standard,
                            "17932.86");
                    ready.countDown();
                    for (;;)
                        session.check(page);
                } catch (PregroupException closed) {
                    if (closed.status != 10)
                        wrong.add(closed);
                } catch (Throwable why) {
                    wrong.add(why);
                    ready.countDown();
                }
            }));
        for (Thread one : threads)
            one.start();
        ready.await();
        engine.close();
        for (Thread one : threads)
            one.join();
        equal(wrong.toString(), "[]");
    }

    public static void main(String[] args) {
        examples = Paths.get(args[0]);
        test("a clean page", PregroupTest::cleanPage);
        test("a page with mistakes", PregroupTest::mistakes);
        test("GB18030", PregroupTest::gb18030);
        test("options", PregroupTest::options);
        test("what a pack says of itself", PregroupTest::info);
        test("errors", PregroupTest::errors);
        test("many pages", PregroupTest::manyPages);
        test("use after close", PregroupTest::closed);
        test("threads", PregroupTest::threads);
        System.exit(failed == 0 ? 0 : 1);
    }
}
