#define _GNU_SOURCE
#include "serve/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/command.h"

#define WAITING_LINKS 1024 /* that the system keeps for us */

static bool is_here(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)(const void *)address)
                         ->sin_addr.s_addr) >>
                   24 ==
               127;
    return address->sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(
               &((const struct sockaddr_in6 *)(const void *)address)
                    ->sin6_addr);
}

/* Cuts `[::1]:8470` into address and port; false if it is not of that form. */
static bool cut_listen(const char *told, char host[64], char port[8])
{
    const char *colon = strrchr(told, ':');
    const bool bracket = told[0] == '[';
    const size_t length = colon != NULL ? (size_t)(colon - told) : 0;

    if (length < 1 + 2u * bracket || length >= 64 || strlen(colon + 1) >= 8 ||
        colon[1] == '\0' || (bracket && colon[-1] != ']'))
        return false;
    memcpy(host, told + bracket, length - 2u * bracket);
    host[length - 2u * bracket] = '\0';
    strcpy(port, colon + 1);
    return true;
}

static struct addrinfo *find_address(const char *told)
{
    const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    char host[64], port[8];

    if (!cut_listen(told, host, port) ||
        getaddrinfo(host, port, &wanted, &found) != 0)
        command_failed("--listen 后面应为 地址:端口，如 127.0.0.1:8470，"
                       "不是 %s",
                       told);
    return found;
}

static int listen_socket(const struct addrinfo *a, const char *told)
{
    const int yes = 1;
    const int fd =
        socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd >= 0 &&
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        bind(fd, a->ai_addr, a->ai_addrlen) == 0 &&
        listen(fd, WAITING_LINKS) == 0)
        return fd;
    command_failed("不能在 %s 监听：%s", told,
                   errno == EADDRINUSE ? "端口已被占用"
                                       : command_reason(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

/* How the address is called, with the port that the system chose. */
static void name_listen(struct listen_at *at)
{
    struct sockaddr_storage own;
    socklen_t size = sizeof own;
    char host[64] = "", port[8] = "";
    struct sockaddr *address = (struct sockaddr *)(void *)&own;

    if (getsockname(at->fd, address, &size) == 0)
        getnameinfo(address, size, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(at->name, sizeof at->name,
             strchr(host, ':') != NULL ? "[%s]:%s" : "%s:%s", host, port);
}

bool listen_open(struct listen_at *at, const char *told, bool guarded)
{
    struct addrinfo *a = find_address(told);

    *at = (struct listen_at){.fd = -1};
    if (a == NULL)
        return false;
    at->here = is_here(a->ai_addr);
    if (!at->here && !guarded)
        command_failed("%s 是别的机器也能访问的地址：请用 --token-file "
                       "指定令牌文件",
                       told);
    else
        at->fd = listen_socket(a, told);
    freeaddrinfo(a);
    if (at->fd >= 0)
        name_listen(at);
    return at->fd >= 0;
}
