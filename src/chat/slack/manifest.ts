/** The app manifest that Slack takes: written from the commands' own metadata. */
type Meta = {
  name: string;
  summary: { "zh-CN": string; en: string };
  usage: { "zh-CN": string; en: string };
  ownSlash?: true;
};

/** Slack keeps these for itself; an app that registers one is refused or never called. */
const BUILT_IN = new Set(
  "away active apps archive call collapse contact dm dnd expand feed feedback help invite join leave me msg mute open part people prefs remind remove rename search shortcuts shrug star status topic unarchive who".split(
    " ",
  ),
);
export const SLACK_SCOPES = [
  "app_mentions:read",
  "channels:history",
  "channels:read",
  "chat:write",
  "commands",
  "files:read",
  "files:write",
  "groups:history",
  "groups:read",
  "im:history",
  "im:read",
  "im:write",
  "users:read",
];
const EVENTS = [
  "app_mention",
  "channel_archive",
  "channel_left",
  "group_archive",
  "group_left",
  "member_joined_channel",
  "message.channels",
  "message.groups",
  "message.im",
];

export function slackManifest(
  commands: readonly Meta[],
  { socketMode, url, locale }: { socketMode: boolean; url?: string | undefined; locale: "zh-CN" | "en" },
) {
  const request = socketMode ? {} : { url: `${url ?? "https://xuncha.example"}/slack/events` };
  const own = commands.filter(({ name, ownSlash }) => ownSlash && !BUILT_IN.has(name));
  return {
    display_information: {
      name: "Xuncha",
      description: locale === "zh-CN" ? "政府网站巡查" : "Oversight of government websites",
    },
    features: {
      bot_user: { display_name: "xuncha", always_online: true },
      slash_commands: [
        {
          command: "/xuncha",
          ...request,
          description: locale === "zh-CN" ? "巡查：所有命令" : "Xuncha: every command",
          usage_hint: commands.map(({ name }) => name).join(" | "),
          should_escape: true,
        },
        ...own.map(({ name, summary, usage }) => ({
          command: `/${name}`,
          ...request,
          description: summary[locale],
          usage_hint: usage[locale].slice(0, 100),
          should_escape: true,
        })),
      ],
    },
    oauth_config: { scopes: { bot: SLACK_SCOPES } },
    settings: {
      event_subscriptions: { ...(socketMode ? {} : { request_url: request.url }), bot_events: EVENTS },
      interactivity: { is_enabled: true, ...(socketMode ? {} : { request_url: request.url }) },
      org_deploy_enabled: false,
      socket_mode_enabled: socketMode,
      token_rotation_enabled: false,
    },
  };
}
