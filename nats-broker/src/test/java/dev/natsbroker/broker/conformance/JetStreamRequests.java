package dev.natsbroker.broker.conformance;

import java.util.ArrayList;
import java.util.List;

/** Requests of the API whose answers a nats-server and our broker have in common, in an order that makes sense of them. */
final class JetStreamRequests {
    /**
     * One request.
     *
     * @param subject the whole subject
     * @param body the body
     * @param requiredLevel the header {@code Nats-Required-Api-Level}, or empty for none
     * @param isAnswered whether an answer is to be waited for
     */
    record Request(String subject, String body, String requiredLevel, boolean isAnswered) {}

    private final List<Request> requests = new ArrayList<>();

    /** All of them. */
    static List<Request> all() {
        JetStreamRequests all = new JetStreamRequests();
        all.ofStreams();
        all.ofMessages();
        all.ofConsumers();
        all.ofLevels();
        all.ofClusters();
        return all.requests;
    }

    private void api(String name, String... bodies) {
        for (String body : bodies) {
            requests.add(new Request("$JS.API." + name, body.replace('\'', '"'), "", true));
        }
    }

    private void silent(String name) {
        requests.add(new Request("$JS.API." + name, "", "", false));
    }

    private void ofStreams() {
        api("STREAM.NAMES", "", "{'offset':-3}", "{'offset':5}", "{'limit':1}", "[", "x");
        api("STREAM.LIST", "", "{'subject':'zz'}");
        api(
                "STREAM.CREATE.S",
                "",
                "null",
                "[]",
                "'x'",
                "{",
                "{'name':'T'}",
                "{'name':'S','max_age':1.5}",
                "{'name':'S','x':1}");
        api(
                "STREAM.CREATE.S",
                "{'name':'S','sealed':true}",
                "{'name':'S','mirror_direct':true}",
                "{'name':'S','max_age':-1}");
        api("STREAM.CREATE.S", "{'name':'S','subjects':['s.>']}", "{'NAME':'S','Subjects':['s.>']}", "{'name':'S'}");
        api("STREAM.CREATE.S", "{'name':'S','subjects':['s.>'],'metadata':{'_nats.ver':'1'}}");
        api(
                "STREAM.CREATE.T",
                "{'name':'T','subjects':['s.*']}",
                "{'name':'T','num_replicas':3}",
                "{'name':'T','num_replicas':7}");
        api("STREAM.CREATE.a/b", "{'name':'a/b'}");
        api(
                "STREAM.UPDATE.S",
                "{'name':'S','subjects':['s.>'],'max_msgs':10}",
                "{'name':'X'}",
                "{'name':'S','storage':'memory'}");
        api("STREAM.UPDATE.S", "{'name':'S','num_replicas':3}", "{'name':'S','sealed':true,'max_age':-1}", "{");
        api("STREAM.UPDATE.X", "{'name':'X'}", "{'name':'X','max_age':-1}");
        api("STREAM.INFO.S", "", "{'subjects_filter':'>'}", "{'x':1}", "[]", " {}", "junk");
        api("STREAM.INFO.X", "");
        api("STREAM.CREATE.U", "{'name':'U'}");
        api("STREAM.UPDATE.U", "{'name':'U','subjects':['s.1']}", "{'name':'U','subjects':[]}");
        api("STREAM.NAMES", "", "{'subject':'s.1'}", "{'offset':1}", "{'offset':9}");
        api("STREAM.DELETE.U", "x", "{'a':1}", " ", "null", "[]", "{ }x", "{ }");
        api("STREAM.DELETE.U", "");
        api("STREAM.RESTORE.S", "", "{", "{'config':{'name':'S'},'state':{}}", "{'config':{'name':'X'}}");
        api("STREAM.RESTORE.Q", "{'config':{'name':'Q','max_age':-1}}");
        api("STREAM.RESTORE.a/b", "{'config':{'name':'a/b'}}");
        api(
                "STREAM.SNAPSHOT.S",
                "",
                "{}",
                "{'deliver_subject':'a.*'}",
                "{'deliver_subject':''}",
                "{'deliver_subject':'a','x':1}");
        api("STREAM.SNAPSHOT.X", "{'deliver_subject':'a'}", "{'deliver_subject':'a.>'}");
    }

    private void ofMessages() {
        for (int i = 1; i <= 4; i++) {
            requests.add(new Request("s." + i, "hello " + i, "", true));
        }
        api(
                "STREAM.INFO.S",
                "{'subjects_filter':'>'}",
                "{'subjects_filter':'>','offset':1}",
                "{'subjects_filter':'a..b'}");
        api("STREAM.INFO.S", "{'subjects_filter':'nope'}", "{'deleted_details':true}");
        api(
                "STREAM.MSG.GET.S",
                "",
                " ",
                "null",
                "{'seq':0}",
                "{'seq':1}",
                "{'seq':9}",
                "{'last_by_subj':'s.*'}",
                "{'next_by_subj':'s.2'}");
        api(
                "STREAM.MSG.GET.S",
                "{'next_by_subj':'s.2','seq':3}",
                "{'start_time':'2020-01-01T00:00:00Z'}",
                "{'batch':1,'seq':1}");
        api(
                "STREAM.MSG.GET.S",
                "{'seq':1,'last_by_subj':'s.1'}",
                "{'x':1}",
                "{'seq':5}{'seq':1}",
                "{'seq':1,'no_hdr':true}");
        api("STREAM.MSG.GET.X", "{'seq':1}");
        api("STREAM.MSG.DELETE.S", "", "{}", "null", "{'seq':0}", "{'seq':2}", "{'seq':2}", "{'seq':99}");
        api("STREAM.INFO.S", "{'deleted_details':true}");
        api(
                "STREAM.PURGE.S",
                "{'seq':1,'keep':1}",
                "{'filter':'a..b'}",
                "{'x':1}",
                "{'filter':'s.3'}",
                "{'keep':1}",
                "junk");
        api("STREAM.PURGE.X", "");
    }

    private void ofConsumers() {
        api("CONSUMER.CREATE.S", "", "{}", "{'stream_name':'X'}", "{'stream_name':'S','config':{'durable_name':'D'}}");
        api("CONSUMER.CREATE.S.C", "{'stream_name':'S','config':{'durable_name':'C','ack_policy':'explicit'}}");
        api(
                "CONSUMER.CREATE.S.C",
                "{'stream_name':'S','config':{'durable_name':'C','ack_policy':'explicit'},'action':'create'}");
        api(
                "CONSUMER.CREATE.S.C",
                "{'stream_name':'S','config':{'durable_name':'C','description':'x'},'action':'create'}");
        api("CONSUMER.CREATE.S.C", "{'stream_name':'S','config':{'durable_name':'C','ack_policy':'all'}}");
        api(
                "CONSUMER.CREATE.S.E",
                "{'stream_name':'S','config':{'name':'x'}}",
                "{'stream_name':'S','config':{},'action':'create'}");
        api("CONSUMER.CREATE.S.E", "{'stream_name':'S','config':{'description':'x'}}");
        api(
                "CONSUMER.CREATE.S.E",
                "{'stream_name':'S','config':{},'action':'bogus'}",
                "{'stream_name':'S','config':{'name':'E','durable_name':'F'}}");
        api(
                "CONSUMER.CREATE.S.N",
                "{'stream_name':'S','config':{},'action':'update'}",
                "{'stream_name':'S','config':{'backoff':[-1]}}");
        api(
                "CONSUMER.CREATE.NO.N",
                "{'stream_name':'NO','config':{}}",
                "{'stream_name':'NO','config':{'max_deliver':'x'}}");
        api("CONSUMER.CREATE.S.a/b", "{'stream_name':'S','config':{}}");
        api(
                "CONSUMER.CREATE.S.F.f.x",
                "{'stream_name':'S','config':{'filter_subject':'f.y'}}",
                "{'stream_name':'S','config':{'filter_subjects':['f.x']}}");
        api("CONSUMER.CREATE.S.F.f.x", "{'stream_name':'S','config':{'filter_subject':'f.x','durable_name':'F'}}");
        api(
                "CONSUMER.DURABLE.CREATE.S.D",
                "",
                "{'stream_name':'S','config':{}}",
                "{'stream_name':'S','config':{'durable_name':'E'}}");
        api("CONSUMER.DURABLE.CREATE.S.D", "{'stream_name':'S','config':{'name':'Q','durable_name':'D'}}");
        api("CONSUMER.NAMES.S", "", "{'offset':1}", "{'offset':9}", "{'x':1}");
        api("CONSUMER.NAMES.X", "", "{'x':1}");
        api("CONSUMER.LIST.S", "", "{'offset':2}");
        api("CONSUMER.LIST.X", "");
        api("CONSUMER.INFO.S.C", "", "x", "{}", " {} ", "{ 'a':1");
        api("CONSUMER.INFO.S.X", "");
        api("CONSUMER.INFO.X.C", "");
        api("CONSUMER.PAUSE.S.C", "{'pause_until':'2099-01-01T00:00:00Z'}", "", "{'x':1}", "{'pause_until':'x'}");
        api("CONSUMER.PAUSE.S.X", "");
        api("CONSUMER.PAUSE.X.C", "");
        api("CONSUMER.UNPIN.S.C", "", "{", "{'group':'a'}", "{'x':1}");
        api("CONSUMER.UNPIN.S.X", "{'group':'a'}");
        api("CONSUMER.UNPIN.X.C", "{'group':'a'}");
        api("CONSUMER.RESET.S.C", "", "{'seq':5}", "{'seq':'x'}", "{'x':1}");
        silent("CONSUMER.RESET.S.X");
        silent("CONSUMER.RESET.X.C");
        api("CONSUMER.DELETE.S.C", "x", "");
        api("CONSUMER.DELETE.S.C", "");
        api("CONSUMER.DELETE.X.C", "");
        api("STREAM.INFO.S", "");
    }

    private void ofLevels() {
        for (String level : List.of("6", "5", "x", "-1", "5 ")) {
            for (String name : List.of("STREAM.INFO.S", "STREAM.LEADER.STEPDOWN.S")) {
                requests.add(new Request("$JS.API." + name, "", level, true));
            }
            requests.add(new Request("$JS.API.CONSUMER.CREATE.S.C", "{", level, true));
            requests.add(new Request("$JS.API.CONSUMER.INFO.S.C", "x", level, true));
            requests.add(new Request("$JS.API.STREAM.CREATE.S", "{", level, true));
        }
    }

    private void ofClusters() {
        for (String name : List.of("LEADER.STEPDOWN", "PEER.REMOVE", "PEER.EVACUATE")) {
            api("STREAM." + name + ".S", "");
            api("CONSUMER." + name + ".S.C", "");
        }
        api("STREAM.CANCEL_MOVE.S", "");
        for (String name : List.of(
                "META.LEADER.STEPDOWN",
                "SERVER.REMOVE",
                "META.RESCUE",
                "ACCOUNT.PURGE.A",
                "STREAM.TEMPLATE.NAMES",
                "FOO.BAR")) {
            silent(name);
        }
        api("STREAM.DELETE.S", "");
    }
}
