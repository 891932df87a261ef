package dev.natsbroker.test;

import dev.natsbroker.broker.connection.ClientConnection;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What goes out to one client: held back while its account is to get no answers, cut off if new connections of its account are
 * refused. Owned by the connection's event loop, but for the methods whose names end in "Later".
 */
final class ChannelFaults extends ChannelOutboundHandlerAdapter {
    private record Held(Object message, ChannelPromise promise) {}

    private final FaultPoints points;
    private final ClientConnection client;
    private final Queue<Held> held = new ArrayDeque<>();
    /** The account whose refusal does not concern this connection, because it was there before. */
    private @Nullable String admitted;

    private volatile @Nullable ChannelHandlerContext context;

    ChannelFaults(FaultPoints points, ClientConnection client) {
        this.points = points;
        this.client = client;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        this.context = added;
    }

    @Override
    public void write(ChannelHandlerContext channel, Object message, ChannelPromise promise) {
        if (points.areConnectionsFine() && held.isEmpty()) {
            channel.write(message, promise);
            return;
        }
        String account = client.snapshot(false).account();
        FaultPoints.AccountFault refusal = points.refusalOf(account);
        FaultPoints.AccountFault silence = points.silenceOf(account);
        if (refusal != null && !account.equals(admitted)) {
            refusal.hit();
            ReferenceCountUtil.release(message);
            channel.close();
        } else if (silence != null) {
            silence.hit();
            held.add(new Held(message, promise));
        } else {
            release(channel);
            channel.write(message, promise);
        }
    }

    private void release(ChannelHandlerContext channel) {
        for (Held next = held.poll(); next != null; next = held.poll()) {
            channel.write(next.message(), next.promise());
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        for (Held next = held.poll(); next != null; next = held.poll()) {
            ReferenceCountUtil.release(next.message());
        }
    }

    /** Notes that the client was let in before its account is refused. */
    CompletableFuture<Void> admitLater() {
        return later(channel -> admitted = client.snapshot(false).account());
    }

    /** Sends what was held back, if nothing is to be held back any more. */
    CompletableFuture<Void> releaseLater() {
        return later(channel -> {
            if (points.silenceOf(client.snapshot(false).account()) == null) {
                release(channel);
                channel.flush();
            }
        });
    }

    private CompletableFuture<Void> later(Consumer<ChannelHandlerContext> task) {
        ChannelHandlerContext channel = context;
        if (channel == null) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            return CompletableFuture.runAsync(() -> task.accept(channel), channel.executor());
        } catch (RejectedExecutionException stopping) {
            return CompletableFuture.completedFuture(null); // the broker ends: nobody waits for anything
        }
    }
}
