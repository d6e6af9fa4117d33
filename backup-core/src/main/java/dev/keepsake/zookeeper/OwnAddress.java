package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;

/**
 * Where a server on this machine answers. Another machine's server proves nothing about this disk, so an address that is
 * not this machine's is refused before anything is sent to it.
 *
 * @param setting the line of the configuration that names it
 * @param host an IPv6 address stands without brackets
 */
record OwnAddress(String setting, String host, int port) {

    /** The place to connect to. */
    InetSocketAddress resolved() throws IOException {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new RefusedException("the host name in '" + setting + "' does not resolve");
        }
        if (!address.isLoopbackAddress() && NetworkInterface.getByInetAddress(address) == null) {
            throw new RefusedException("'" + setting + "' (" + address.getHostAddress()
                    + ") is not an address of this machine; another server proves nothing about the files on this disk:"
                    + " name the address of the server whose directories are captured");
        }
        return new InetSocketAddress(address, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
